/** The stand-in behind a real HTTP server, as the gateway serves it, and the real SDK client to talk to it. */
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { openPort } from '../../../emulator/http/http-port.ts';
import { ACCEPTED_KEYS, LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { awsService } from '../../../emulator/services.ts';
import { SQS_TARGET, sqsApi } from '../../../emulator/sqs/api.ts';
import { openQueues, type QueuesOptions } from '../../../emulator/sqs/queues.ts';

export type QueueServer = Awaited<ReturnType<typeof startQueues>>;

export async function startQueues(options: Partial<QueuesOptions> = {}) {
  const port = await openPort(0);
  const { url } = port;
  let ahead = 0;
  const queues = await openQueues({
    region: LOCAL_REGION,
    baseUrl: url,
    now: () => Date.now() + ahead,
    ...options,
  });
  const stopping = new AbortController();
  const service = awsService(SQS_TARGET, sqsApi({ queues, signal: stopping.signal }), {
    service: 'sqs',
    keys: ACCEPTED_KEYS,
  });
  port.serve([service], (name, error) => console.error(name, error));
  const client = new SQSClient({
    region: LOCAL_REGION,
    endpoint: url,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  return {
    queues,
    client,
    url,
    /** Lets time pass. */
    advance(seconds: number) {
      ahead += seconds * 1_000;
    },
    async make(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
      return QueueUrl;
    },
    async attributes(QueueUrl: string) {
      const AttributeNames = ['All' as const];
      const all = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return all.Attributes ?? {};
    },
    async stop() {
      stopping.abort();
      client.destroy();
      await port.close();
      await queues.close();
    },
  };
}
