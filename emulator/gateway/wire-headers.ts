import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface WireHeaders {
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
}

/** The address of a client, IPv4 without its IPv6 prefix. */
export function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** Of the hop from the client to the gateway, and so in no event of its. */
const HOP = /^(connection|upgrade|content-length|transfer-encoding)$/i;

/**
 * Headers as an event carries them: spelled as the client spelled them, the last one winning if one comes twice,
 * without those of the hop, and with those the front end adds.
 */
export function wireHeaders(request: IncomingMessage): WireHeaders {
  const multiValueHeaders: Record<string, string[]> = Object.create(null);
  const add = (name: string, value: string) => {
    const values = multiValueHeaders[name];
    if (values === undefined) multiValueHeaders[name] = [value];
    else values.push(value);
  };
  const { rawHeaders } = request;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!HOP.test(name)) add(name, rawHeaders[i + 1] ?? '');
  }
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  add('X-Amzn-Trace-Id', `Root=1-${seconds}-${randomBytes(12).toString('hex')}`);
  add('X-Forwarded-For', sourceIpOf(request));
  add('X-Forwarded-Port', String(request.socket.localPort ?? ''));
  add('X-Forwarded-Proto', 'http');
  const single = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1) ?? '']);
  return { headers: Object.fromEntries(single), multiValueHeaders: { ...multiValueHeaders } };
}
