import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';

/** Posts to a client that does not read, as any busy room would, until the gateway takes not one byte more for it. */
export async function fillSendBuffer(managementUrl: string, connectionId: string): Promise<void> {
  const client = new ApiGatewayManagementApiClient({
    endpoint: managementUrl,
    credentials: LOCAL_CREDENTIALS,
    region: LOCAL_REGION,
    maxAttempts: 1,
  });
  for (const bytes of [100_000, 1_000, 1]) {
    const Data = JSON.stringify({ type: 'filler', text: 'x'.repeat(bytes) });
    for (;;) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'LimitExceededException') throw error;
        break;
      }
    }
  }
  client.destroy();
}
