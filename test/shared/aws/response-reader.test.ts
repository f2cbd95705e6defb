import { describe, expect, it } from 'vitest';
import { type Response, ResponseReader } from '../../../shared/aws/response-reader.ts';

/** All responses in a text that comes in chunks of `size` bytes. */
function responsesIn(text: string, size: number): Response[] {
  const reader = new ResponseReader();
  const bytes = Buffer.from(text);
  const responses: Response[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const response = reader.read(bytes.subarray(at, at + size));
    if (response) responses.push(response);
  }
  return responses;
}

const ok = 'HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n';
const gone =
  'HTTP/1.1 410 Gone\r\ncontent-length:23\r\nx-amzn-ErrorType: GoneException\r\n\r\n{"message":"it\'s gone"}';

describe('the responses on a socket', () => {
  it.each([1, 2, 3, 7])('are read whole from chunks of %i bytes, one after the other', size => {
    expect(responsesIn(ok.repeat(2) + gone, size).length).toBe(3);
    expect(responsesIn(ok, size)).toEqual([{ status: 200, reusable: true }]);
    expect(responsesIn(gone, size)).toEqual([{ status: 410, reusable: true }]);
  });

  it.each([
    ['closes', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', 200],
    ['is chunked', 'HTTP/1.1 429 Too Many\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', 429],
    ['has no length', 'HTTP/1.1 500 Oh\r\n\r\n', 500],
    ['is followed by one that was not asked for', `${ok}${ok}`, 200],
    ['is HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 0],
    ['is not HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 0],
    ['has a head without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`, 0],
  ])('cost the socket if one %s', (_, text, status) => {
    expect(responsesIn(text, text.length)).toEqual([{ status, reusable: false }]);
  });

  it('without content needs no length', () => {
    expect(responsesIn('HTTP/1.1 204 No Content\r\n\r\n', 8)).toEqual([{ status: 204, reusable: true }]);
  });
});
