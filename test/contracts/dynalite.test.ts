import { afterAll } from 'vitest';
import { openStore } from '../../local/store.ts';
import { storeContracts } from './stores.ts';

const store = await openStore(undefined);
afterAll(() => store.close());

storeContracts(store.endpoint);
