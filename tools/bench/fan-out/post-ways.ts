/** Ways to post one frame to a connection: ours, and what else there is. */
import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { Pool } from 'undici';
import { postSigner, uriEncoded } from '../../../shared/aws/post-signer.ts';
import { managementPoster } from '../../../shared/aws/poster.ts';
import { encode } from '../../../shared/core/encode.ts';

export const AT_ONCE = 40;
const TIMEOUT_MS = 5_000;

/** A message of 200 bytes as it goes to every receiver. */
const frame = encode({
  type: 'message',
  room: 'general',
  epoch: '1f0c2a9b',
  seq: 123_456,
  messageId: '5e0a3f6c-7a8c-4a71-9d0e-0b5f0e2b1d11',
  from: { userId: '5e0a3f6c-7a8c-4a71-9d0e-0b5f0e2b1d12', name: 'alice' },
  text: 'x'.repeat(200),
  sentAt: 1_700_000_000_000,
});
const CONTENT_TYPE = { 'content-type': 'application/octet-stream' };

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';
const configOf = (origin: string) => ({ endpoint: `${origin}/local`, region, credentials });
const pathOf = (connectionId: string) => `/local/%40connections/${uriEncoded(connectionId)}`;

/** The headers of a post, with our signature: cut out of the head that we would write, which takes next to nothing. */
function signerTo(origin: string) {
  const { host } = new URL(origin);
  const signer = postSigner({ host, region });
  return (path: string): Record<string, string> => {
    const head = signer.head(path, frame, credentials, Date.now());
    const after = (name: string) => head.indexOf(name) + name.length;
    const date = after('x-amz-date: ');
    const authorization = after('authorization: ');
    return {
      ...CONTENT_TYPE,
      host,
      'x-amz-date': head.slice(date, date + 'YYYYMMDDTHHMMSSZ'.length),
      authorization: head.slice(authorization, head.indexOf('\r', authorization)),
    };
  };
}

/** Each resolves to the response's status. */
export type Post = (connectionId: string) => Promise<number | undefined>;

function ours(origin: string): Post {
  const poster = managementPoster({ ...configOf(origin), sockets: AT_ONCE, logger: console });
  return async connectionId => ((await poster.post(connectionId, frame)) === 'posted' ? 200 : undefined);
}

function nodeAgent(origin: string): Post {
  const { protocol, hostname, port } = new URL(origin);
  const options = { keepAlive: true, maxSockets: AT_ONCE, timeout: TIMEOUT_MS };
  const [agent, send] =
    protocol === 'https:' ? [new TlsAgent(options), tlsRequest] : [new Agent(options), request];
  const sign = signerTo(origin);
  return connectionId =>
    new Promise((resolve, reject) => {
      const path = pathOf(connectionId);
      const headers = { ...sign(path), 'content-length': frame.length };
      const post = send({ agent, hostname, port, method: 'POST', path, headers }, response => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      post.on('timeout', () => post.destroy(new Error('timeout'))).on('error', reject);
      post.end(frame);
    });
}

function builtInFetch(origin: string): Post {
  const sign = signerTo(origin);
  return async connectionId => {
    const path = pathOf(connectionId);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(origin + path, { method: 'POST', body: frame, headers: sign(path), signal });
    await response.body?.cancel();
    return response.status;
  };
}

function undici(origin: string, sign: (path: string) => Record<string, string>): Post {
  const pool = new Pool(origin, { connections: AT_ONCE });
  return async connectionId => {
    const path = pathOf(connectionId);
    const { body, statusCode } = await pool.request({
      method: 'POST',
      path,
      body: frame,
      headers: sign(path),
    });
    await body.dump();
    return statusCode;
  };
}

function sdk(origin: string): Post {
  const client = new ApiGatewayManagementApiClient(configOf(origin));
  return async connectionId => {
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: frame });
    return (await client.send(command)).$metadata.httpStatusCode;
  };
}

export const WAYS: Readonly<Record<string, (origin: string) => Post>> = {
  ours,
  'node agent': nodeAgent,
  fetch: builtInFetch,
  undici: origin => undici(origin, signerTo(origin)),
  /** What HTTP alone costs: undici without a signature. */
  http: origin => undici(origin, () => CONTENT_TYPE),
  sdk,
};
