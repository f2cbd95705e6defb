/**
 * Secure Remote Password as Cognito has it: RFC 5054's exchange in the 3072-bit group of RFC 3526, with SHA-256, the pool's name
 * in front of the user's, and a key made by HKDF. A password is kept as its verifier alone.
 */
import {
  createHash,
  createHmac,
  getDiffieHellman,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import * as z from 'zod';

const PRIME = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const GENERATOR = 2n;
const KEY_INFO = 'Caldera Derived Key';
const KEY_BYTES = 16;

/** Both in hex. */
export const Verifier = z.object({ salt: z.string(), verifier: z.string() });
export type Verifier = z.infer<typeof Verifier>;

/** Whose password it is. `poolName` is what comes after the region in the pool's id. */
export interface Identity {
  readonly poolName: string;
  readonly username: string;
}

const fromHex = (hex: string): bigint => BigInt(`0x${hex}`);
const randomNumber = (bytes: number): bigint => fromHex(randomBytes(bytes).toString('hex'));

/** As a signed number, so that a first bit of 1 takes a zero byte in front. */
function bytesOf(number: bigint): Buffer {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

const hash = (...parts: readonly (Buffer | string)[]): bigint => {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part);
  return fromHex(sha.digest('hex'));
};

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % PRIME;
    if (bit === '1') result = (result * base) % PRIME;
  }
  return result;
}

const MULTIPLIER = hash(bytesOf(PRIME), bytesOf(GENERATOR));

function verifierOf({ poolName, username }: Identity, password: string, salt: bigint): bigint {
  const inner = createHash('sha256').update(`${poolName}${username}:${password}`).digest();
  return power(GENERATOR, hash(bytesOf(salt), inner));
}

/** What is kept of a password. */
export function keep(identity: Identity, password: string): Verifier {
  const salt = randomNumber(16);
  return { salt: salt.toString(16), verifier: verifierOf(identity, password, salt).toString(16) };
}

export function matches(identity: Identity, password: string, { salt, verifier }: Verifier): boolean {
  const given = createHash('sha256').update(bytesOf(verifierOf(identity, password, fromHex(salt))));
  return timingSafeEqual(
    given.digest(),
    createHash('sha256')
      .update(bytesOf(fromHex(verifier)))
      .digest(),
  );
}

/** One exchange, as the server has it. */
export interface Exchange {
  /** The server's public number, in hex. */
  readonly publicB: string;
  /** Whether the signature can only have been made with the password. */
  proves(signature: string, signed: { readonly secretBlock: string; readonly timestamp: string }): boolean;
}

/** Undefined if the client's number is none: RFC 5054 has it that the server must then give up. */
export function exchange(identity: Identity, kept: Verifier, publicA: string): Exchange | undefined {
  if (!/^[\da-f]{1,800}$/i.test(publicA)) return undefined;
  const a = fromHex(publicA);
  if (a % PRIME === 0n) return undefined;
  const verifier = fromHex(kept.verifier);
  const privateB = randomNumber(32);
  const b = (MULTIPLIER * verifier + power(GENERATOR, privateB)) % PRIME;

  return {
    publicB: b.toString(16),
    proves(signature, { secretBlock, timestamp }) {
      const scramble = hash(bytesOf(a), bytesOf(b));
      const secret = power((a * power(verifier, scramble)) % PRIME, privateB);
      const key = hkdfSync('sha256', bytesOf(secret), bytesOf(scramble), KEY_INFO, KEY_BYTES);
      const expected = createHmac('sha256', Buffer.from(key))
        .update(`${identity.poolName}${identity.username}`)
        .update(Buffer.from(secretBlock, 'base64'))
        .update(timestamp)
        .digest();
      const given = Buffer.from(signature, 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
