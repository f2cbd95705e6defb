import { afterAll } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { openStore } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { storeContracts } from './stores.ts';

const store = await openStore(undefined);
afterAll(() => store.close());

storeContracts(
  documentClient({ endpoint: store.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }),
);
