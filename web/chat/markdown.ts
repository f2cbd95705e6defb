/** What somebody wrote, read as Markdown: the tokens of a library, and mentions. Nothing here makes HTML. */
import { Marked, type MarkedToken, type Token } from 'marked';

const marked = new Marked({
  gfm: true,
  breaks: true,
  extensions: [
    {
      name: 'mention',
      level: 'inline',
      start: text => /(?<!\S)@/.exec(text)?.index,
      tokenizer(raw) {
        const [mention] = /^@[\p{L}\p{N}_.-]{1,128}/u.exec(raw) ?? [];
        // The full stop ends the sentence, not the name.
        const name = mention?.replace(/[.-]+$/, '');
        return name && name.length > 1 ? { type: 'mention', raw: name, text: name.slice(1) } : undefined;
      },
    },
  ],
});

interface Mention {
  readonly type: 'mention';
  readonly raw: string;
  /** The name. */
  readonly text: string;
}
export type Part = MarkedToken | Mention;

export const tokensOf = (text: string): readonly Token[] => marked.lexer(text);

/** The library's type leaves any other token open; there is only ours. */
export const isPart = (token: Token): token is Part => typeof token.raw === 'string';

/** No scheme but these: nothing that somebody wrote runs in the reader's page. */
const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:'];

export const isSafe = (href: string): boolean =>
  URL.canParse(href) && SCHEMES.includes(new URL(href).protocol);

/** Whether a text names somebody, outside code and links. */
export const mentions = (text: string, name: string): boolean =>
  text.includes('@') &&
  tokensOf(text)
    .filter(isPart)
    .some(part => names(part, name.toLowerCase()));

function names(part: Part, name: string): boolean {
  if (part.type === 'mention') return part.text.toLowerCase() === name;
  const inner: readonly Token[] =
    part.type === 'list' ? part.items : 'tokens' in part ? (part.tokens ?? []) : [];
  return inner.filter(isPart).some(one => names(one, name));
}

const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\s)+$/u;
const MOST_LARGE = 3;

/** One to three emoji and nothing else. */
export const isLarge = (text: string): boolean =>
  EMOJI.test(text) && [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length <= MOST_LARGE;
