/** Our own signatures are those of AWS's library, whatever is signed. */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { postSigner, uriEncoded } from '../../../shared/aws/post-signer.ts';

type Bytes = string | ArrayBuffer | ArrayBufferView;
const viewOf = (bytes: Bytes) => {
  if (typeof bytes === 'string') return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

class Sha256 {
  readonly #hash;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', viewOf(secret));
  }
  update(data: Bytes) {
    this.#hash.update(viewOf(data));
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

/** A request's head as its first line and its headers. */
function parsed(head: string) {
  const [line = '', ...rest] = head.trimEnd().split('\r\n');
  const headers = rest.map(header => {
    const colon = header.indexOf(': ');
    return [header.slice(0, colon), header.slice(colon + 2)];
  });
  return { line, headers: Object.fromEntries(headers) };
}

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_='), minLength: 1, maxLength: 20 });
const credentials = fc.record({
  accessKeyId: word,
  secretAccessKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  sessionToken: fc.option(fc.base64String({ minLength: 4, maxLength: 400 }), { nil: undefined }),
});

it('every post is signed as @smithy/signature-v4 signs it', async () => {
  const property = fc.asyncProperty(
    fc.record({
      credentials,
      region: fc.constantFrom('us-east-1', 'eu-central-1'),
      stage: word,
      // A lone dot would be a path to be resolved, and is no connection's id.
      connectionId: fc
        .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 })
        .filter(id => id !== '.' && id !== '..'),
      body: fc.uint8Array({ maxLength: 200 }),
      now: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
    }),
    async ({ credentials, region, stage, connectionId, body, now }) => {
      const host = 'abc123.execute-api.example.com';
      const path = `/${uriEncoded(stage)}/%40connections/${uriEncoded(connectionId)}`;
      const signer = postSigner({ host, region });
      const { line, headers } = parsed(signer.head(path, Buffer.from(body), credentials, now));
      expect(line).toBe(`POST ${path} HTTP/1.1`);
      expect(headers['content-length']).toBe(String(body.length));

      const reference = new SignatureV4({
        service: 'execute-api',
        region,
        credentials,
        sha256: Sha256,
        applyChecksum: false,
      });
      const signed = await reference.sign(
        {
          method: 'POST',
          protocol: 'https:',
          hostname: host,
          path,
          query: {},
          headers: { host, 'content-type': headers['content-type'] },
          body,
        },
        { signingDate: new Date(now) },
      );
      expect(headers.authorization).toBe(signed.headers.authorization);
      expect(headers['x-amz-date']).toBe(signed.headers['x-amz-date']);
      expect(headers['x-amz-security-token']).toBe(signed.headers['x-amz-security-token']);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

it('what is shared between posts never outlives its second or its credentials', () => {
  const signer = postSigner({ host: 'a', region: 'us-east-1' });
  const fresh = () => postSigner({ host: 'a', region: 'us-east-1' });
  const keys = [
    { accessKeyId: 'one', secretAccessKey: 'first' },
    { accessKeyId: 'one', secretAccessKey: 'second', sessionToken: 'token' },
  ];
  const body = Buffer.from('frame');
  const endOfDay = Date.UTC(2026, 0, 1, 23, 59, 59, 999);
  for (const now of [endOfDay, endOfDay + 1, endOfDay + 1_000, endOfDay])
    for (const key of keys)
      expect(signer.head('/x', body, key, now)).toBe(fresh().head('/x', body, key, now));
});
