import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ProbeDeps } from './functions.ts';

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** Through the SDK, as any function would. */
export function poster(scheme: 'http' | 'https', credentials?: Credentials): ProbeDeps['post'] {
  const clients = new Map<string, ApiGatewayManagementApiClient>();
  const clientOf = (stageUrl: string) => {
    const client =
      clients.get(stageUrl) ??
      new ApiGatewayManagementApiClient({
        endpoint: `${scheme}://${stageUrl}`,
        maxAttempts: 1,
        ...(credentials && { credentials, region: 'us-east-1' }),
      });
    clients.set(stageUrl, client);
    return client;
  };
  return (stageUrl, ConnectionId, Data) =>
    clientOf(stageUrl)
      .send(new PostToConnectionCommand({ ConnectionId, Data }))
      .then(
        () => 'posted',
        error => error.name,
      );
}
