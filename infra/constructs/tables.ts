import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { KEY, MEMBERSHIPS, TTL_ATTRIBUTE } from '../../shared/aws/tables.ts';
import { ENV } from '../../shared/names.ts';
import type { TableAction } from '../../shared/routes.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Provisioned } from '../presets.ts';
import { removalOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });
const KEY_ATTRIBUTES = { partitionKey: text(KEY.partition), sortKey: text(KEY.sort) };

/** Scales up before a table throttles, because scaling takes minutes. */
const UTILIZATION = 60;

/** AWS's own: how far back a table with point-in-time recovery can be restored. */
const BACKUP_DAYS = 35;

/** The two tables: `connections` holds what ends with a connection, `messages` what lasts. */
export class Tables extends Construct implements Granter {
  readonly connections: Table;
  readonly messages: Table;
  private readonly backedUp: boolean;
  private readonly retentionDays: number | undefined;

  constructor(scope: Construct, settings: Settings) {
    super(scope, 'Tables');
    const { keepData, preset, retentionDays } = settings;
    this.retentionDays = retentionDays;
    this.backedUp = keepData;
    const billingMode = preset.tables === 'on-demand' ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED;

    this.connections = new Table(this, 'Connections', {
      ...KEY_ATTRIBUTES,
      billingMode,
      timeToLiveAttribute: TTL_ATTRIBUTE,
      encryption: TableEncryption.AWS_MANAGED,
      removalPolicy: removalOf(false),
    });
    acknowledge(this.connections, {
      'AwsSolutions-DDB3': 'Connections end within 2 hours: a table of yesterday has nothing to restore.',
    });

    this.messages = new Table(this, 'Messages', {
      ...KEY_ATTRIBUTES,
      billingMode,
      timeToLiveAttribute: TTL_ATTRIBUTE,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: keepData },
      deletionProtection: keepData,
      removalPolicy: removalOf(keepData),
    });
    this.messages.addGlobalSecondaryIndex({
      indexName: MEMBERSHIPS.name,
      partitionKey: text(MEMBERSHIPS.partition),
      sortKey: text(MEMBERSHIPS.sort),
    });
    if (!keepData)
      acknowledge(this.messages, {
        'AwsSolutions-DDB3': 'A stage whose data may be lost pays for no backup.',
      });

    if (preset.tables !== 'on-demand') {
      scale(this.connections, preset.tables.connections);
      scale(this.messages, preset.tables.messages);
      scale(this.messages, preset.tables.messages, MEMBERSHIPS.name);
    }
  }

  grantTo(fn: HandlerFunction): void {
    const { connections, messages, memberships } = fn.spec.permissions;
    if (connections) {
      fn.setVariable(ENV.connectionsTable, this.connections.tableName);
      fn.allow(connections.map(toIam), this.connections.tableArn);
    }
    if (messages || memberships) {
      fn.setVariable(ENV.messagesTable, this.messages.tableName);
      if (this.retentionDays) fn.setVariable(ENV.retentionDays, String(this.retentionDays));
    }
    // What is erased is in the backups until then.
    if (this.backedUp && messages?.includes('Scan')) fn.setVariable(ENV.backupDays, String(BACKUP_DAYS));
    if (messages) fn.allow(messages.map(toIam), this.messages.tableArn);
    if (memberships) fn.allow(memberships.map(toIam), `${this.messages.tableArn}/index/${MEMBERSHIPS.name}`);
  }
}

const toIam = (action: TableAction) => `dynamodb:${action}`;

function scale(table: Table, { reads, writes }: Provisioned, index?: string): void {
  const limits = ({ min, max }: Provisioned['reads']) => ({ minCapacity: min, maxCapacity: max });
  const read = index
    ? table.autoScaleGlobalSecondaryIndexReadCapacity(index, limits(reads))
    : table.autoScaleReadCapacity(limits(reads));
  const write = index
    ? table.autoScaleGlobalSecondaryIndexWriteCapacity(index, limits(writes))
    : table.autoScaleWriteCapacity(limits(writes));
  read.scaleOnUtilization({ targetUtilizationPercent: UTILIZATION });
  write.scaleOnUtilization({ targetUtilizationPercent: UTILIZATION });
}
