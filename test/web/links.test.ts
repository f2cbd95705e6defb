import { expect, it } from 'vitest';
import { partsOf } from '../../web/chat/links.ts';

const linksIn = (text: string) => partsOf(text).flatMap(({ href }) => href ?? []);

it.each([
  ['see https://example.com/a?b=1#c.', ['https://example.com/a?b=1#c']],
  ['(http://example.com), and mailto:a@b.c!', ['http://example.com', 'mailto:a@b.c']],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd', []],
  ['https:// is none', []],
  ['<https://example.com>', ['https://example.com']],
])('of %j the links are %j', (text, links) => {
  expect(linksIn(text)).toEqual(links);
  expect(
    partsOf(text)
      .map(part => part.text)
      .join(''),
  ).toBe(text);
});
