import { describe, expect, it } from 'vitest';
import { type Answer, ResponseReader } from '../../../shared/aws/response-reader.ts';

/** All answers in a text that comes in chunks of so many bytes. */
function answersIn(text: string, size: number): Answer[] {
  const reader = new ResponseReader();
  const bytes = Buffer.from(text);
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const answer = reader.read(bytes.subarray(at, at + size));
    if (answer) answers.push(answer);
  }
  return answers;
}

const ok = 'HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n';
const gone =
  'HTTP/1.1 410 Gone\r\ncontent-length:23\r\nx-amzn-ErrorType: GoneException\r\n\r\n{"message":"it\'s gone"}';

describe('the answers on a socket', () => {
  it.each([1, 2, 3, 7])('are read whole from chunks of %i bytes, one after the other', size => {
    expect(answersIn(ok.repeat(2) + gone, size).length).toBe(3);
    expect(answersIn(ok, size)).toEqual([{ status: 200, reusable: true }]);
    expect(answersIn(gone, size)).toEqual([{ status: 410, reusable: true }]);
  });

  it.each([
    ['closes', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', 200],
    ['is chunked', 'HTTP/1.1 429 Too Many\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', 429],
    ['has no length', 'HTTP/1.1 500 Oh\r\n\r\n', 500],
    ['is followed by what nobody asked for', `${ok}${ok}`, 200],
    ['is HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 0],
    ['is no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 0],
    ['has a head without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`, 0],
  ])('cost the socket where one %s', (_, text, status) => {
    expect(answersIn(text, text.length)).toEqual([{ status, reusable: false }]);
  });

  it('without content needs no length', () => {
    expect(answersIn('HTTP/1.1 204 No Content\r\n\r\n', 8)).toEqual([{ status: 204, reusable: true }]);
  });
});
