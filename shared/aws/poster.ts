import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Logger, Poster, PostResult } from '../core/ports.ts';
import { type Credentials, postSigner, uriEncoded } from './post-signer.ts';
import { postSockets } from './post-sockets.ts';

export interface PosterOptions {
  /** `https://{api}.execute-api.{region}.amazonaws.com/{stage}`, or the local gateway's. */
  readonly endpoint: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string };
  readonly region: string;
  /** The most posts under way at once; others wait for a socket. */
  readonly sockets?: number;
  readonly logger: Logger;
}

export interface ManagementPoster extends Poster {
  close(): void;
}

const RESULTS: ReadonlyMap<number, PostResult> = new Map([
  [200, 'posted'],
  [410, 'gone'],
  [429, 'throttled'],
]);

/** Posts are signed and written by our own code, at the cost of plain HTTP; the rare other calls go through the SDK. */
export function managementPoster({ logger, sockets = 64, ...config }: PosterOptions): ManagementPoster {
  // One try: the caller knows how much time is left, and tries again.
  const client = new ApiGatewayManagementApiClient({ ...config, maxAttempts: 1 });
  // The SDK's provider finds them wherever it runs, keeps them, and refreshes them before they expire.
  const credentials: () => Promise<Credentials> = client.config.credentials;
  const origin = new URL(config.endpoint);
  const signer = postSigner({ host: origin.host, region: config.region });
  const connected = postSockets(origin, sockets);
  const base = `${origin.pathname.replace(/\/$/, '')}/%40connections/`;

  async function unlessGone(command: DeleteConnectionCommand | GetConnectionCommand): Promise<boolean> {
    try {
      await (command instanceof DeleteConnectionCommand ? client.send(command) : client.send(command));
      return true;
    } catch (error) {
      if (error instanceof GoneException) return false;
      throw error;
    }
  }

  return {
    async post(connectionId, frame) {
      try {
        const path = base + uriEncoded(connectionId);
        const head = signer.head(path, frame, await credentials(), Date.now());
        const status = await connected.post(head, frame);
        const result = RESULTS.get(status) ?? 'failed';
        if (result === 'failed') logger.warn('post failed', { connectionId, status });
        return result;
      } catch (error) {
        logger.warn('post failed', { connectionId, error });
        return 'failed';
      }
    },

    disconnect: connectionId => unlessGone(new DeleteConnectionCommand({ ConnectionId: connectionId })),
    isConnected: connectionId => unlessGone(new GetConnectionCommand({ ConnectionId: connectionId })),

    close() {
      connected.close();
      client.destroy();
    },
  };
}
