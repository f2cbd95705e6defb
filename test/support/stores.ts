/** The real stores on a DynamoDB-compatible endpoint: how tests look into the tables, and put there what a fault would leave. */

import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { accountStore } from '../../shared/aws/account-store.ts';
import { auditStore } from '../../shared/aws/audit-store.ts';
import { banStore } from '../../shared/aws/ban-store.ts';
import { blockStore } from '../../shared/aws/block-store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { deletionStore } from '../../shared/aws/deletion-store.ts';
import { departureStore } from '../../shared/aws/departures.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { linkStore } from '../../shared/aws/link-store.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { profileStore } from '../../shared/aws/profile-store.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { reportStore } from '../../shared/aws/report-store.ts';
import { roomDetailsStore } from '../../shared/aws/room-details.ts';
import { roomDirectory } from '../../shared/aws/room-directory.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import { sharedRates } from '../../shared/aws/shared-rates.ts';
import { snapshotStore } from '../../shared/aws/snapshot-store.ts';
import type { AuditStore } from '../../shared/core/admin/audit.ts';
import type { PumpStore } from '../../shared/core/fan-out/ports.ts';
import type { BanStore, ReportStore } from '../../shared/core/moderation/ports.ts';
import type { BlockStore, ProfileStore } from '../../shared/core/people/ports.ts';
import type {
  AccountStore,
  ConnectionStore,
  MessageStore,
  RoomStore,
  SnapshotStore,
} from '../../shared/core/ports.ts';
import type { Departures } from '../../shared/core/presence/ports.ts';
import type { SharedRates } from '../../shared/core/rates.ts';
import type {
  DeletionStore,
  LinkStore,
  RoomDetailsStore,
  RoomDirectory,
} from '../../shared/core/rooms/ports.ts';

export interface Stores {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly bans: BanStore;
  readonly blocks: BlockStore;
  readonly connections: ConnectionStore;
  readonly details: RoomDetailsStore;
  readonly deletions: DeletionStore;
  readonly directory: RoomDirectory;
  readonly links: LinkStore;
  readonly departures: Departures;
  readonly messages: MessageStore;
  readonly profiles: ProfileStore;
  readonly pumps: PumpStore;
  readonly removed: ReportStore;
  readonly reports: ReportStore;
  readonly rooms: RoomStore;
  readonly snapshots: SnapshotStore;
  readonly rates: SharedRates;
}

interface StoresOptions {
  readonly now?: () => number;
  readonly retentionDays?: number;
  readonly tables?: { readonly connections: string; readonly messages: string };
}

export function storesOf(
  endpoint: string,
  { now = Date.now, retentionDays, tables = TABLES }: StoresOptions = {},
): Stores {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  return {
    accounts: accountStore({ documents, table: tables.messages, now }),
    audit: auditStore({ documents, table: tables.messages, days: 0 }),
    bans: banStore({ documents, table: tables.messages, now }),
    blocks: blockStore({ documents, table: tables.messages }),
    connections: connectionStore({ documents, table: tables.connections, now }),
    messages: messageStore({ documents, table: tables.messages, now, retentionDays }),
    details: roomDetailsStore({ documents, table: tables.messages }),
    links: linkStore({ documents, table: tables.messages, now }),
    directory: roomDirectory({ documents, table: tables.messages }),
    deletions: deletionStore({ documents, table: tables.messages }),
    profiles: profileStore({ documents, table: tables.messages }),
    pumps: pumpStore({ documents, table: tables.messages, now }),
    departures: departureStore({
      documents,
      table: tables.messages,
      queue: () => {
        throw new Error('a test puts nothing off');
      },
    }),
    removed: reportStore({ documents, table: tables.messages, of: 'REMOVED', days: 30, now: Date.now }),
    reports: reportStore({ documents, table: tables.messages, of: 'REPORT', days: 90, now: Date.now }),
    rooms: roomStore({ documents, table: tables.messages }),
    rates: sharedRates({ documents, table: tables.messages, now }),
    snapshots: snapshotStore({ documents, table: tables.messages }),
  };
}
