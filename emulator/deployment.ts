/** What a server runs, whatever it was read from: functions, and all that AWS has around them. */
import type { UserPool } from './cognito/user-pool.ts';
import type { DirectCalls } from './dynamodb/direct-calls.ts';
import type { Expiring } from './dynamodb/expiry.ts';
import type { SandboxFaults } from './faults/fate.ts';
import type { ConnectionsPort } from './gateway/connections-port.ts';
import type { HttpRoute } from './gateway/http-api.ts';
import type { Route } from './gateway/routes.ts';
import type { HttpService } from './http/http-service.ts';
import type { KeyPairs } from './http/signature.ts';
import type { EventRule } from './lambda/event-rules.ts';
import type { AsyncConfig } from './lambda/failure-destinations.ts';
import type { LambdaFunction, LambdaHandler } from './lambda/function.ts';
import type { Invoker } from './lambda/invoker.ts';
import type { Invokers } from './lambda/invokers.ts';
import type { QueueTrigger, RequireGrant } from './lambda/queue-triggers.ts';
import type { Schedule } from './lambda/schedules.ts';
import type { Consumed } from './observe/units.ts';
import type { GatewayRules } from './rules.ts';
import type { Rotation } from './secrets-manager/provision.ts';
import type { Secrets } from './secrets-manager/secrets.ts';
import type { NewQueue, Queues } from './sqs/queues.ts';

/** What is there before a deployment is read: names that AWS makes up are made up by these. */
export interface Account {
  readonly httpUrl: string;
  readonly pool: UserPool;
  readonly secrets: Secrets;
}

/** What is there when its code is loaded. */
interface Surroundings {
  readonly managementUrl: string;
  readonly dynamodbEndpoint: string;
  /** For functions in this process; undefined if their calls are to meet faults on the way. */
  readonly directCalls: DirectCalls | undefined;
  readonly queues: Queues;
  /** The management API without HTTP. */
  readonly connections: ConnectionsPort;
  readonly sandboxFaults: SandboxFaults;
  /** Called for what a function consumed. */
  readonly onConsumed: (consumed: Consumed) => void;
}

export interface Code {
  readonly handlers: Readonly<Record<string, LambdaHandler>>;
  close(): Promise<void>;
}

/** Who may do what. */
export interface Access {
  /** Keys that calls may be signed with, in addition to those of the tools. */
  readonly keys: KeyPairs;
  /** Asked before everything else on the port. */
  readonly guards: readonly HttpService[];
  readonly requireGrant: RequireGrant;
  invokers(invoker: Invoker): Invokers;
}

export interface Deployment {
  readonly functions: readonly LambdaFunction[];
  /** Reserved concurrency by function. */
  readonly reserved: Readonly<Record<string, number>>;
  readonly stage: string;
  readonly routes: readonly Route[];
  readonly authorizer: LambdaFunction | undefined;
  readonly identitySources: readonly string[];
  readonly http: readonly HttpRoute[];
  readonly schedules: readonly Schedule[];
  readonly eventRules: readonly EventRule[];
  readonly asyncConfigs: readonly AsyncConfig[];
  readonly tables: readonly Expiring[];
  readonly queues: readonly NewQueue[];
  readonly queueTriggers: readonly QueueTrigger[];
  readonly rotations: readonly Rotation[];
  /** Its own values for AWS's rules. */
  readonly rules: Partial<GatewayRules>;
  readonly access: Access;
  loadCode(surroundings: Surroundings): Promise<Code>;
}
