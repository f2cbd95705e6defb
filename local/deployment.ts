/** What the server runs, whether it was read from the route table or from a synthesized stack. */
import type { UserPool } from '../emulator/cognito/user-pool.ts';
import type { Expiring } from '../emulator/dynamodb/expiry.ts';
import type { ConnectionsPort } from '../emulator/gateway/connections-port.ts';
import type { HttpRoute } from '../emulator/gateway/http-api.ts';
import type { Route } from '../emulator/gateway/routes.ts';
import type { HttpService } from '../emulator/http/http-service.ts';
import type { KeyPairs } from '../emulator/http/signature.ts';
import type { AsyncConfig } from '../emulator/lambda/failure-destinations.ts';
import type { LambdaFunction, LambdaHandler } from '../emulator/lambda/function.ts';
import type { Finished, Invoker } from '../emulator/lambda/invoker.ts';
import type { Invokers } from '../emulator/lambda/invokers.ts';
import type { QueueTrigger, RequireGrant } from '../emulator/lambda/queue-triggers.ts';
import type { Schedule } from '../emulator/lambda/schedules.ts';
import type { Consumed } from '../emulator/observe/units.ts';
import type { Report } from '../emulator/report.ts';
import type { GatewayRules } from '../emulator/rules.ts';
import type { Rotation } from '../emulator/secrets-manager/provision.ts';
import type { Secrets } from '../emulator/secrets-manager/secrets.ts';
import type { NewQueue, Queues } from '../emulator/sqs/queues.ts';

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
  readonly queues: Queues;
  /** The management API without HTTP. */
  readonly connections: ConnectionsPort;
  /** Called for what a function consumed. */
  readonly onConsumed: (consumed: Consumed) => void;
}

interface Code {
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
  readonly asyncConfigs: readonly AsyncConfig[];
  readonly tables: readonly Expiring[];
  readonly queues: readonly NewQueue[];
  readonly queueTriggers: readonly QueueTrigger[];
  readonly rotations: readonly Rotation[];
  /** Its own values for AWS's rules. */
  readonly rules: Partial<GatewayRules>;
  readonly access: Access;
  readonly tableNames: { readonly connections: string; readonly messages: string };
  readonly secretId: string;
  /** Where events are sent to; undefined if that is switched off. */
  readonly webhookUrls: readonly string[] | undefined;
  loadCode(surroundings: Surroundings): Promise<Code>;
}

/** Where a deployment comes from. */
export interface Source {
  read(account: Account): Promise<Deployment>;
  /** Called for what went wrong in a function; by default a line on stderr. */
  readonly report?: Report;
  /** Called for every run of a function, once it is over. */
  readonly onFinished?: (finished: Finished) => void;
}
