/** The word and link filters of a deployment. Words are compared whole, and nothing from outside becomes a regular expression. */
import type { MessageContent } from '../../protocol/message-hook.ts';
import type { Settings } from '../../settings.ts';

/** Returns what is wrong, for the sender. `mayLink` is asked only of a link that is for members. */
export type Filter = (
  content: MessageContent,
  mayLink: () => Promise<boolean>,
) => Promise<string | undefined>;

/** A scheme, `www.`, or a domain with a path. */
const LINK = /[a-z][a-z0-9+.-]{0,30}:\/\/|\bwww\.|[a-z0-9-]{1,63}\.[a-z]{2,24}\//i;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** So that letters in full width, with accents taken apart, or in capitals are the same word. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Undefined if nothing is filtered. */
export function filterOf({
  blockedWords,
  links,
}: Pick<Settings, 'blockedWords' | 'links'>): Filter | undefined {
  if (blockedWords.length === 0 && links === 'allowed') return undefined;
  const blocked = new Set(blockedWords.map(folded));
  return async (content, mayLink) => {
    const text = folded(stringsOf(content).join('\n'));
    const words = text.match(WORD) ?? [];
    if (words.some(word => blocked.has(word))) return 'The message has a word that is not wanted here.';
    if (links === 'allowed' || !LINK.test(text)) return undefined;
    if (links === 'none') return 'Links are not wanted here.';
    return (await mayLink()) ? undefined : 'Only members of the room send links.';
  };
}

/** Its text, or all texts and keys in its data. */
function stringsOf({ text, data }: MessageContent): readonly string[] {
  if (text !== undefined) return [text];
  const strings: string[] = [];
  JSON.stringify(data, (key, value: unknown) => {
    strings.push(key);
    if (typeof value === 'string') strings.push(value);
    return value;
  });
  return strings;
}
