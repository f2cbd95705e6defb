import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { LOCAL_REGION } from '../local-aws.ts';
import type { HttpRequest } from './http-service.ts';

/** Access key ids and their secrets. */
export type KeyPairs = Readonly<Record<string, string>>;

/** Why a request is refused, in the words of AWS. */
export interface SignatureFault {
  readonly errorType: string;
  readonly message: string;
}

const MAX_SKEW_MS = 300_000; // 5 minutes

const fault = (errorType: string, message: string): SignatureFault => ({ errorType, message });
const MISSING = fault('MissingAuthenticationTokenException', 'Missing Authentication Token');
const INCOMPLETE = fault('IncompleteSignatureException', 'Authorization header is not a complete SigV4 one.');
const UNKNOWN_KEY = fault(
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
);
const scope = (service: string) =>
  fault('InvalidSignatureException', `Credential should be scoped to correct service: '${service}'.`);
const otherRegion = (region: string) =>
  fault(
    'InvalidSignatureException',
    `Credential should be scoped to a valid region, not '${region}': this server is in ${LOCAL_REGION}.`,
  );
const EXPIRED = fault('InvalidSignatureException', 'Signature expired.');
const MISMATCH = fault(
  'InvalidSignatureException',
  'The request signature we calculated does not match the signature you provided. ' +
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
);

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

type Hashed = string | ArrayBuffer | ArrayBufferView;

function bytesOf(data: Hashed): string | Uint8Array {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

class Sha256 {
  readonly #hash;

  constructor(secret?: Hashed) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Hashed): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

/** `20240219T071142Z` as a Date. */
function dateOf(amzDate: unknown): Date | undefined {
  const parts = typeof amzDate === 'string' && /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Signs the request again with the secret the caller should have, and compares. Undefined if it is well signed. */
export async function signatureFault(
  request: HttpRequest,
  keys: KeyPairs,
  service: string,
): Promise<SignatureFault | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return MISSING;
  const [, accessKeyId, day, region, scopedTo, signedHeaders, signature] =
    AUTHORIZATION.exec(authorization) ?? [];
  const signingDate = dateOf(request.headers['x-amz-date']);
  if (!accessKeyId || !day || !region || !signedHeaders || !signature || !signingDate) return INCOMPLETE;
  if (scopedTo !== service || !signingDate.toISOString().replaceAll('-', '').startsWith(day))
    return scope(service);
  if (region !== LOCAL_REGION) return otherRegion(region);
  if (Math.abs(Date.now() - signingDate.getTime()) > MAX_SKEW_MS) return EXPIRED;
  const secretAccessKey = Object.hasOwn(keys, accessKeyId) ? keys[accessKeyId] : undefined;
  if (secretAccessKey === undefined) return UNKNOWN_KEY;

  const names = signedHeaders.split(';');
  const headers: Record<string, string> = {};
  for (const name of names) headers[name] = String(request.headers[name] ?? '');
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  if ((headers['x-amz-content-sha256'] ?? bodyHash) !== bodyHash) return MISMATCH;

  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { method, path, body } = request;
  const query: Record<string, string[]> = {};
  for (const name of new Set(request.query.keys())) query[name] = request.query.getAll(name);
  const unsigned = { method, protocol: 'http:', hostname: headers.host ?? '', path, query, headers, body };
  const signed = await signer.sign(unsigned, { signingDate, signableHeaders: new Set(names) });
  const expected = signed.headers.authorization?.slice(-64) ?? '';
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature)) ? undefined : MISMATCH;
}
