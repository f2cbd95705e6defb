/** The embedded store without HTTP and signatures, which took two thirds of what a call costs the process that makes it. */
import type { MessagePort } from 'node:worker_threads';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { asEffect } from '../lambda/effect.ts';

/** What a client of this process is made with, so that it calls the store's thread. */
export type DirectCalls = Required<Pick<DynamoDBClientConfig, 'requestHandler' | 'signer'>>;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** As much of the SDK's request as counts. */
interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const answered = z.object({ id: z.number(), status: z.number(), body: z.string() });
const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** @param port at whose other end the store answers; calls fail as with a lost connection once it is closed */
export function directCalls(port: MessagePort): DirectCalls {
  const underWay = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  let isClosed = false;
  const lost = () => Object.assign(new Error('the store was closed'), { code: 'ECONNRESET' });

  port.on('message', message => {
    const { id, ...answer } = answered.parse(message);
    underWay.get(id)?.resolve(answer);
    underWay.delete(id);
  });
  port.on('close', () => {
    isClosed = true;
    for (const { reject } of underWay.values()) reject(lost());
    underWay.clear();
  });

  const call = (target: string, body: Uint8Array): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(lost());
      last += 1;
      underWay.set(last, { resolve, reject });
      port.postMessage({ id: last, target, body });
    });

  return {
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle({ headers, body = new Uint8Array() }: Request) {
        const target = headers['x-amz-target'] ?? '';
        const answer = await asEffect(target.replace(/^.*\./, ''), () => call(target, body));
        return { response: { statusCode: answer.status, headers: HEADERS, body: Buffer.from(answer.body) } };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
    },
    signer: { sign: async request => request },
  };
}
