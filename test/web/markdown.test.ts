import { expect, it } from 'vitest';
import { isLarge, isSafe, tokensOf } from '../../web/chat/markdown.ts';

it.each(['https://example.com/a?b=1#c', 'http://example.com', 'mailto:a@b.c'])('%s can be clicked', href => {
  expect(isSafe(href)).toBe(true);
});

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'vbscript:x',
  '/relative',
  'https://',
])('%j stays text', href => {
  expect(isSafe(href)).toBe(false);
});

it('shows one to three emoji large, and nothing else', () => {
  for (const text of ['🎉', '👩‍👩‍👧 👍🏽', '🇩🇪🇫🇷🇮🇹']) expect(isLarge(text)).toBe(true);
  for (const text of ['🎉🎉🎉🎉', '🎉!', 'a', '12']) expect(isLarge(text)).toBe(false);
});

it('finds a mention where a word begins, without the full stop behind it', () => {
  const mentioned = (text: string) =>
    tokensOf(text)
      .flatMap(token => ('tokens' in token ? (token.tokens ?? []) : []))
      .filter(({ type }) => type === 'mention')
      .map(({ raw }) => raw);
  expect(mentioned('@ann, (mail ann@b.test) and @Bob-2.')).toEqual(['@ann', '@Bob-2']);
});
