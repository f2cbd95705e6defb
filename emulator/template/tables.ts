/** The tables as the template makes them, and the attribute by which each forgets. */
import * as z from 'zod';
import { tableArn } from '../arns.ts';
import type { Expiring } from '../dynamodb/expiry.ts';
import type { Stack } from './stack.ts';

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

export const tablesOf = (stack: Stack): Expiring[] =>
  stack
    .read('AWS::DynamoDB::Table', tableProperties)
    .map(({ logicalId, TimeToLiveSpecification, ...properties }) => {
      const name = stack.arnOf(logicalId).slice(tableArn('').length);
      return {
        definition: { ...properties, TableName: name },
        expiresBy: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
      };
    });
