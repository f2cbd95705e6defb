import { AwsClient } from 'aws4fetch';
import type { Credentials } from './post-signer.ts';

export interface SignedFetchOptions {
  readonly credentials: () => Promise<Credentials>;
  readonly region: string;
  readonly service: 'lambda' | 'sqs';
  /** After 429 and 5xx. */
  readonly retries: number;
}

/** A request to AWS without the SDK's client, which for one call would be a sixth of sendMessage's bundle. */
export const signedFetch =
  ({ credentials, ...options }: SignedFetchOptions) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return new AwsClient({ ...keys, ...options }).fetch(url, init);
  };
