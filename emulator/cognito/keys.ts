/** The pool's signing key: made once, kept with the pool's data, published as a JWKS. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import * as z from 'zod';
import type { Storage } from '../storage.ts';

const KEY = 'signing-key';

const PrivateJwk = z.object({
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
});

export type SigningKey = Awaited<ReturnType<typeof openSigningKey>>;

export async function openSigningKey(storage: Storage) {
  const jwk = PrivateJwk.parse((await storage.get(KEY)) ?? (await createKey(storage)));
  const publicJwk = { kty: jwk.kty, n: jwk.n, e: jwk.e };
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    privateKey: await importJWK(jwk, 'RS256'),
    publicKey: await importJWK(publicJwk, 'RS256'),
    jwks: { keys: [{ alg: 'RS256', use: 'sig', kid, ...publicJwk }] },
  };
}

async function createKey(storage: Storage) {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  await storage.write({ type: 'put', key: KEY, value: jwk });
  return jwk;
}
