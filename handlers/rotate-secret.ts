/** Run by Secrets Manager, once for each step of a rotation. */
import * as z from 'zod';
import { rotation } from './deps.ts';
import { lambda } from './lambda.ts';

const rotationEvent = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
});

export const handler = lambda<void>(async (container, event) => {
  const { Step, SecretId, ClientRequestToken } = rotationEvent.parse(event);
  await rotation(container)[Step]({ secretId: SecretId, versionId: ClientRequestToken });
});
