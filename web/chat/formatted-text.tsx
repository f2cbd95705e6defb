import type { Token, Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { CodeBlock } from './code-block.tsx';
import { isLarge, isPart, isSafe, type Part, tokensOf } from './markdown.ts';

/** A message as its writer meant it. Preact escapes all text: there is no way from a message into the page's own markup. */
export function FormattedText({ text, me }: { text: string; me: string }) {
  const tokens = useMemo(() => tokensOf(text), [text]);
  return (
    <div class={isLarge(text) ? 'text large' : 'text'} dir="auto">
      {all(tokens, me)}
    </div>
  );
}

const all = (tokens: readonly Token[] | undefined, me: string): ComponentChildren =>
  tokens?.filter(isPart).map((part, index) => <Formatted key={index} token={part} me={me} />);

function Formatted({ token, me }: { token: Part; me: string }): ComponentChildren {
  const inner = () => all('tokens' in token ? token.tokens : undefined, me);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p>{inner()}</p>;
    // A message has no chapters.
    case 'heading':
      return (
        <p>
          <strong>{inner()}</strong>
        </p>
      );
    case 'blockquote':
      return <blockquote>{inner()}</blockquote>;
    case 'list':
      return <List list={token} me={me} />;
    case 'code':
      return <CodeBlock text={token.text} language={token.lang?.split(' ')[0]} />;
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return isSafe(token.href) ? (
        <a href={token.href} target="_blank" rel="noopener noreferrer nofollow">
          {inner()}
        </a>
      ) : (
        token.raw
      );
    case 'mention':
      return (
        <span class={token.text.toLowerCase() === me.toLowerCase() ? 'mention mine' : 'mention'}>
          {token.raw}
        </span>
      );
    case 'text':
      return 'tokens' in token && token.tokens ? inner() : token.text;
    case 'escape':
      return token.text;
    // Tables, pictures, rules and HTML stay as they were written.
    default:
      return token.raw;
  }
}

function List({ list, me }: { list: Tokens.List; me: string }) {
  const items = list.items.map((item, index) => <li key={index}>{all(item.tokens, me)}</li>);
  return list.ordered ? <ol start={list.start || 1}>{items}</ol> : <ul>{items}</ul>;
}
