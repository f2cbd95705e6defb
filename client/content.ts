/** What a message says: a string is its `text`; `data` is any JSON value. */
export type Content = string | Fields;

export type Fields = { readonly text: string } | { readonly data: NonNullable<unknown> | null };

/** As the server will store it, so that our own copy of the log is like everyone's. */
export const fieldsOf = (content: Content): Fields => {
  if (typeof content === 'string') return { text: content.normalize('NFC') };
  return 'text' in content ? fieldsOf(content.text) : { data: JSON.parse(JSON.stringify(content.data)) };
};

/** 128 random bits; `crypto.randomUUID` is only there where a page came over https. */
export const newMessageId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
