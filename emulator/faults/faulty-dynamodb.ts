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

const FAILED = json(
  500,
  {
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
  { 'Content-Type': 'application/x-amz-json-1.0' },
);

const WRITE = /\.(?:Put|Update|Delete|BatchWrite|TransactWrite)Items?$/;

/** A DynamoDB endpoint that is slow, throttles, or keeps to itself that a write took effect. */
export const faultyDynamodb =
  (dynamodb: HttpService, faults: Faults): HttpService =>
  async request => {
    if (!String(request.headers['x-amz-target']).startsWith('DynamoDB_')) return undefined;
    await faults.delay('dynamodb-delay');
    if (faults.strikes('dynamodb-throttle')) return THROTTLED;
    const response = await dynamodb(request);
    const wrote = WRITE.test(String(request.headers['x-amz-target'])) && response?.status === 200;
    return wrote && faults.strikes('dynamodb-fail-after-write') ? FAILED : response;
  };
