/** The same scripts on the embedded store, in whatever order its answers come: the engine of the others is not all there is. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { openStore } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { converse } from './conversation.ts';
import { script } from './script.ts';

/** Time passes as it does, but for what sleeps long: it is not what is tried here. */
const LONGEST_SLEEP_MS = 20;

export function embedded() {
  return fc.asyncProperty(script, async played => {
    const store = await openStore(undefined);
    const documents = documentClient({
      endpoint: store.endpoint,
      transport: store.direct,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
    let skipped = 0;
    try {
      const violations = await converse(played, {
        documents: () => documents,
        bare: documents,
        pause: () => sleep(1),
        async sleep(ms) {
          skipped += Math.max(0, ms - LONGEST_SLEEP_MS);
          await sleep(Math.min(ms, LONGEST_SLEEP_MS));
        },
        settle: work => work,
        elapsed: () => performance.now() + skipped,
        pass(ms) {
          skipped += ms;
        },
      });
      if (violations.length > 0) throw new Error(violations.join('\n'));
    } finally {
      documents.destroy();
      await store.close();
    }
  });
}
