/** Signature Version 4 written out, for requests that no SDK would make. */
import { createHash, createHmac } from 'node:crypto';

export interface ToSign {
  readonly url: string;
  /** As in the scope of the signature: `sqs`. */
  readonly service: string;
  readonly target: string;
  readonly body: string | Buffer;
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly region?: string;
}

const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const keyed = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The headers of a POST, signed. */
export function signRequest({
  url,
  service,
  target,
  body,
  accessKeyId = 'local',
  secret = 'local',
  region = 'us-east-1',
}: ToSign): Record<string, string> {
  const { host, pathname } = new URL(url);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const names = 'host;x-amz-date;x-amz-target';
  const lines = ['POST', pathname, '', `host:${host}`, `x-amz-date:${date}`, `x-amz-target:${target}`, ''];
  const canonical = [...lines, names, hash(body)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(keyed, `AWS4${secret}`);
  const signature = keyed(key, ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n')).toString('hex');
  return {
    'x-amz-date': date,
    'x-amz-target': target,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
