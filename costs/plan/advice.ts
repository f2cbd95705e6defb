import type { QuotaName } from '../model/quota-table.ts';

/** What to do where a quota does not serve, raised as far as one may plan. */
export const ADVICE: Readonly<Record<QuotaName, string>> = {
  'apiGateway.connectsPerSecond':
    'Let clients come back over a longer time, or divide users over accounts or Regions: the quota is each one’s own.',
  'apiGateway.requestsPerSecond':
    'API Gateway can’t do this in one account. Divide rooms over accounts or Regions, each with a quota of its own; tell fewer rooms of presence, typing and reads; or give this traffic to servers that hold sockets themselves, or to AppSync Events (1,000,000 deliveries a second).',
  'apiGateway.requestBurst': 'Spread what is sent at once: the burst can’t be raised.',
  'apiGateway.connectionSeconds': 'Two hours can’t be raised: clients roll over to a new connection before.',
  'apiGateway.idleSeconds': 'Ten minutes can’t be raised: send a heartbeat more often.',
  'apiGateway.frameBytes': 'A frame can’t be larger: the room takes fewer or shorter messages.',
  'lambda.concurrency':
    'Shorten what runs longest (more memory, fewer posts a send), or divide over accounts.',
  'lambda.scaling': 'Keep containers warm for the functions that a reconnect storm starts.',
  'dynamodb.tableReads': 'Divide users over tables, by Region or by tenant.',
  'dynamodb.tableWrites': 'Divide users over tables, by Region or by tenant.',
  'dynamodb.partitionReads':
    'One room is one partition: split the room, or tell fewer of its members of typing and reads.',
  'dynamodb.partitionWrites':
    'One room is one partition: split the room, or let fewer messages a second into it.',
  'cognito.userAuthentication':
    'Let tokens outlive an outage, so that a reconnect needs none, and spread refreshes over the token’s last quarter.',
};
