/**
 * Signature Version 4 for one kind of request, mostly a POST to a connection. What stays the same from post to post is made once.
 * @smithy/signature-v4, which a test compares this with, costs more than the rest of a post.
 */
import { createHmac, hash } from 'node:crypto';

/** Percent-encoded as AWS wants it: it escapes more characters than encodeURIComponent does. */
export const uriEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The part that all posts of one second and one set of credentials have in common. */
interface Shared {
  readonly second: number;
  readonly credentials: Credentials;
  readonly day: string;
  readonly key: Buffer;
  readonly canonicalHeaders: string;
  readonly toSign: string;
  readonly head: string;
}

const bodyHashes = new WeakMap<Buffer, string>();

/** A frame goes to many connections as the same Buffer, so it is hashed once. */
function hashOf(body: Buffer): string {
  const known = bodyHashes.get(body);
  if (known !== undefined) return known;
  const made = hash('sha256', body, 'hex');
  bodyHashes.set(body, made);
  return made;
}

export interface PostSigner {
  /** Returns the request's head, down to the empty line. `path` is percent-encoded already. */
  head(path: string, body: Buffer, credentials: Credentials, now: number): string;
}

export interface PostSignerOptions {
  readonly host: string;
  readonly region: string;
  readonly service?: string;
  readonly contentType?: string;
}

export function postSigner({
  host,
  region,
  service = 'execute-api',
  contentType = 'application/octet-stream',
}: PostSignerOptions): PostSigner {
  let shared: Shared | undefined;

  function share(second: number, credentials: Credentials): Shared {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const stamp = new Date(second * 1_000).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = stamp.slice(0, 8);
    const same = shared?.day === day && shared.credentials === credentials ? shared : undefined;
    const key =
      same?.key ?? [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day));
    const scope = `${day}/${region}/${service}/aws4_request`;
    const headers = [
      ['content-type', contentType],
      ['host', host],
      ['x-amz-date', stamp],
      ...(sessionToken ? [['x-amz-security-token', sessionToken]] : []),
    ];
    const names = headers.map(([name]) => name).join(';');
    return {
      second,
      credentials,
      day,
      key,
      canonicalHeaders: `${headers.map(([name, value]) => `${name}:${value}\n`).join('')}\n${names}`,
      toSign: `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n`,
      head:
        `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}` +
        `authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`,
    };
  }

  return {
    head(path, body, credentials, now) {
      const second = Math.floor(now / 1_000);
      if (shared?.second !== second || shared.credentials !== credentials)
        shared = share(second, credentials);
      // Every service but S3 wants the path encoded twice. Only `%` is left to encode.
      const canonicalPath = path.replaceAll('%', '%25');
      const canonical = `POST\n${canonicalPath}\n\n${shared.canonicalHeaders}\n${hashOf(body)}`;
      const signature = createHmac('sha256', shared.key)
        .update(shared.toSign + hash('sha256', canonical, 'hex'))
        .digest('hex');
      return `POST ${path} HTTP/1.1\r\n${shared.head}${signature}\r\ncontent-length: ${body.length}\r\n\r\n`;
    },
  };
}
