/** The tables as the template makes them, and the attribute by which each forgets. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Stack, tableArn } from './stack.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const throughput = z.object({
  ReadCapacityUnits: z.coerce.number(),
  WriteCapacityUnits: z.coerce.number(),
});

const tableProperties = z.object({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).default('PROVISIONED'),
  ProvisionedThroughput: throughput.optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']) }),
        ProvisionedThroughput: throughput.optional(),
      }),
    )
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

export interface TemplateTable {
  readonly name: string;
  readonly logicalId: string;
  readonly definition: CreateTableCommandInput;
  /** Undefined where nothing ever expires. */
  readonly expiresBy: string | undefined;
}

export const tablesOf = (stack: Stack): TemplateTable[] =>
  stack
    .read('AWS::DynamoDB::Table', tableProperties)
    .map(({ logicalId, TimeToLiveSpecification, ...properties }) => {
      const name = stack.arnOf(logicalId).slice(tableArn('').length);
      return {
        name,
        logicalId,
        definition: { ...properties, TableName: name },
        expiresBy: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
      };
    });
