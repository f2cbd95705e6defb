/** The same scripts on the embedded store, in whatever order its answers come: the engine of the others is not all there is. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { converse } from './conversation.ts';
import { script } from './script.ts';

export function embedded(endpoint: string) {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  let runs = 0;
  return fc.asyncProperty(script, async played => {
    runs += 1;
    const violations = await converse(played, {
      documents,
      pause: () => sleep(1),
      settle: work => work,
      prefix: `run-${runs}-`,
    });
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
}
