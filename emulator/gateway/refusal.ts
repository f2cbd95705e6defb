import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId } from './ids.ts';

/** An upgrade that is answered with a plain HTTP response. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly errorType?: string;
}

export const refusal = (status: number, message: string, errorType?: string): Refusal => ({
  status,
  body: JSON.stringify({ message }),
  ...(errorType !== undefined && { errorType }),
});

export function refuse(socket: Duplex, { status, body, errorType }: Refusal): void {
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `x-amzn-RequestId: ${newId()}`,
      ...(errorType === undefined ? [] : [`x-amzn-ErrorType: ${errorType}`]),
      '',
      body,
    ].join('\r\n'),
  );
}
