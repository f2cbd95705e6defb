/** How functions call SQS: within the time that somebody waits for them. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { type ClientOptions, configOf } from './client-options.ts';

export interface QueueOptions extends Omit<ClientOptions, 'endpoint'> {
  readonly queueUrl: string;
}

/** The SDK's retries wait in between, which takes more time than a sender has: retries are made by `twice`. */
export const queueClient = ({ queueUrl, ...options }: QueueOptions): SQSClient =>
  new SQSClient({ ...configOf(options), endpoint: new URL(queueUrl).origin, maxAttempts: 1 });

/** AWS may have closed the socket while the container slept. So a call that fails is made once more, at once. */
export async function twice(
  patienceMs: number,
  call: (abortSignal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    await call(signal);
  } catch (error) {
    if (signal.aborted) throw error;
    await call(signal);
  }
}

/** SQS refuses these two characters, which a text may hold and which JSON does not escape. */
export const messageBody = (content: object): string =>
  JSON.stringify(content).replace(/[\uFFFE\uFFFF]/g, char => `\\u${char.charCodeAt(0).toString(16)}`);
