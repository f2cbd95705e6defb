/** What a message says: a string is its `text`; `data` is any JSON value. */
export type Content = string | Fields;

export type Fields = { readonly text: string } | { readonly data: NonNullable<unknown> | null };

/** As the server will store it, so that our own copy of the log is like everyone's. */
export const fieldsOf = (content: Content): Fields => {
  if (typeof content === 'string') return { text: content.normalize('NFC') };
  return 'text' in content ? fieldsOf(content.text) : { data: JSON.parse(JSON.stringify(content.data)) };
};

/** Made here and not sent yet: of these alone it is certain that the server does not know them. */
const unsent = new Set<string>();
/** Far more than an app makes ahead. One that fell out is looked for in the log, and not found there. */
const MOST_UNSENT = 1_000;

/** 128 random bits; `crypto.randomUUID` is only there where a page came over https. */
export function newMessageId(): string {
  const messageId = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const [oldest] = unsent.size < MOST_UNSENT ? [] : unsent;
  if (oldest !== undefined) unsent.delete(oldest);
  unsent.add(messageId);
  return messageId;
}

/** True once for each id that was made here. */
export const takeUnsent = (messageId: string): boolean => unsent.delete(messageId);
