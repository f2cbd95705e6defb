import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpService, json } from '../http/http-service.ts';
import type { Faults } from './faults.ts';

const THROTTLED = json(
  400,
  {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  },
  { 'Content-Type': 'application/x-amz-json-1.0' },
);

/** A DynamoDB endpoint that is slow, or throttles. */
export const faultyDynamodb =
  (dynamodb: HttpService, faults: Faults): HttpService =>
  async request => {
    if (!String(request.headers['x-amz-target']).startsWith('DynamoDB_')) return undefined;
    const delay = faults.delayMs('dynamodb-delay');
    if (delay > 0) await sleep(delay);
    return faults.strikes('dynamodb-throttle') ? THROTTLED : dynamodb(request);
  };
