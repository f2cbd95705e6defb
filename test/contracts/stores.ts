/** The store contracts against one document client, whatever is behind it. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TABLES } from '../../local/store.ts';
import { accountStore } from '../../shared/aws/account-store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { deletionStore } from '../../shared/aws/deletion-store.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { postBudget } from '../../shared/aws/post-budget.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { quotaStore } from '../../shared/aws/quota-store.ts';
import { roomDetailsStore } from '../../shared/aws/room-details.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import { sharedRates } from '../../shared/aws/shared-rates.ts';
import { snapshotStore } from '../../shared/aws/snapshot-store.ts';
import { accountStoreContract } from './account-store.ts';
import { connectionStoreContract } from './connection-store.ts';
import { deletionStoreContract } from './deletion-store.ts';
import { messageStoreContract } from './message-store.ts';
import { postBudgetContract } from './post-budget.ts';
import { pumpStoreContract } from './pump-store.ts';
import { quotaStoreContract } from './quota-store.ts';
import { roomDetailsContract } from './room-details.ts';
import { roomStoreContract } from './room-store.ts';
import { sharedRatesContract } from './shared-rates.ts';
import { snapshotStoreContract } from './snapshot-store.ts';

export function storeContracts(documents: DynamoDBDocumentClient): void {
  accountStoreContract(now => accountStore({ documents, table: TABLES.messages, now }));
  connectionStoreContract(now => connectionStore({ documents, table: TABLES.connections, now }));
  pumpStoreContract(pumpStore({ documents, table: TABLES.messages, now: Date.now }));
  postBudgetContract(setup => postBudget({ documents, table: TABLES.messages, ...setup }));
  messageStoreContract(setup => messageStore({ documents, table: TABLES.messages, ...setup }));
  sharedRatesContract(now => sharedRates({ documents, table: TABLES.messages, now }));
  deletionStoreContract({
    deletions: deletionStore({ documents, table: TABLES.messages }),
    rooms: roomStore({ documents, table: TABLES.messages }),
    messages: messageStore({ documents, table: TABLES.messages, now: Date.now }),
  });
  roomDetailsContract({
    details: roomDetailsStore({ documents, table: TABLES.messages }),
    rooms: roomStore({ documents, table: TABLES.messages }),
    messages: messageStore({ documents, table: TABLES.messages, now: Date.now }),
  });
  roomStoreContract(roomStore({ documents, table: TABLES.messages }));
  quotaStoreContract(quotaStore({ documents, table: TABLES.messages }));
  snapshotStoreContract(snapshotStore({ documents, table: TABLES.messages }));
}
