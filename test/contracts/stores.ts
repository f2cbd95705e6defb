/** The store contracts against one DynamoDB-compatible endpoint. */

import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { postBudget } from '../../shared/aws/post-budget.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { connectionStoreContract } from './connection-store.ts';
import { messageStoreContract } from './message-store.ts';
import { postBudgetContract } from './post-budget.ts';
import { pumpStoreContract } from './pump-store.ts';

export function storeContracts(endpoint: string): void {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  connectionStoreContract(now => connectionStore({ documents, table: TABLES.connections, now }));
  pumpStoreContract(pumpStore({ documents, table: TABLES.messages, now: Date.now }));
  postBudgetContract(setup => postBudget({ documents, table: TABLES.messages, ...setup }));
  messageStoreContract(setup => messageStore({ documents, table: TABLES.messages, ...setup }));
}
