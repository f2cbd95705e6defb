/** What a signed request asks of AWS: the action and the resource that IAM is asked about. */
import * as z from 'zod';
import { apiArn, functionArn, queueArn, SOCKET_API_ID, tableArn, userPoolArn } from '../arns.ts';
import type { HttpRequest } from '../http/http-service.ts';
import type { Call } from './iam.ts';

export type Service = 'dynamodb' | 'secretsmanager' | 'sqs' | 'lambda' | 'execute-api' | 'cognito-idp';

export interface Asked {
  readonly service: Service;
  readonly calls: readonly Call[];
}

/** Turns the parameters that name a resource into its ARN. */
export interface Resources {
  secretArn(id: string): string;
}

const loose = z.looseObject({});

const table = z.looseObject({ TableName: z.string(), IndexName: z.string().optional() });
const tables = z.looseObject({ RequestItems: z.record(z.string(), z.unknown()) });
const transaction = z.looseObject({
  TransactItems: z.array(z.record(z.string(), table)),
});

const arnOfTable = (name: string) => (name.startsWith('arn:') ? name : tableArn(name));

/** A member of a transaction is judged as the call that it stands for. */
const MEMBERS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

function dynamodbCalls(operation: string, body: unknown): Call[] {
  const call = (name: string, resource: string): Call => ({ action: `dynamodb:${name}`, resource });
  const batch = tables.safeParse(body);
  if (batch.success)
    return Object.keys(batch.data.RequestItems).map(name => call(operation, arnOfTable(name)));
  const members = transaction.safeParse(body);
  if (members.success)
    return members.data.TransactItems.flatMap(member =>
      Object.entries(member).map(([name, { TableName }]) =>
        call(MEMBERS[name] ?? name, arnOfTable(TableName)),
      ),
    );
  const one = table.safeParse(body);
  if (!one.success) return [call(operation, '*')];
  const { TableName, IndexName } = one.data;
  return [call(operation, arnOfTable(TableName) + (IndexName === undefined ? '' : `/index/${IndexName}`))];
}

/** For a batch, SQS asks for the permission to do one. */
const sqsCalls = (operation: string, body: unknown): Call[] => {
  const { QueueUrl } = z.looseObject({ QueueUrl: z.string().default('*') }).parse(body);
  const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueArn(name) }];
};

const secretCalls = (operation: string, body: unknown, { secretArn }: Resources): Call[] => {
  const { SecretId } = z.looseObject({ SecretId: z.string().optional() }).parse(body);
  return [
    { action: `secretsmanager:${operation}`, resource: SecretId === undefined ? '*' : secretArn(SecretId) },
  ];
};

const userPoolCalls = (operation: string, body: unknown): Call[] => {
  const { UserPoolId } = z.looseObject({ UserPoolId: z.string().optional() }).parse(body);
  const resource = UserPoolId === undefined ? '*' : userPoolArn(UserPoolId);
  return [{ action: `cognito-idp:${operation}`, resource }];
};

const TARGETS: Readonly<
  Record<string, readonly [Service, (operation: string, body: unknown, resources: Resources) => Call[]]>
> = {
  DynamoDB_20120810: ['dynamodb', dynamodbCalls],
  secretsmanager: ['secretsmanager', secretCalls],
  AmazonSQS: ['sqs', sqsCalls],
  AWSCognitoIdentityProviderService: ['cognito-idp', userPoolCalls],
};

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;
const CONNECTION = /^\/([^/]+)\/(?:@|%40)connections\/([^/]+)$/i;

function parsed(body: Buffer): unknown {
  try {
    return loose.parse(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

/** Undefined if the request is for no service of AWS that is known here. */
export function askedBy(
  { method, path, headers, body }: HttpRequest,
  resources: Resources,
): Asked | undefined {
  const [, functionName] = INVOCATION.exec(path) ?? [];
  if (functionName !== undefined) {
    const [, name = decodeURIComponent(functionName)] =
      /:function:([^:]+)/.exec(decodeURIComponent(functionName)) ?? [];
    return { service: 'lambda', calls: [{ action: 'lambda:InvokeFunction', resource: functionArn(name) }] };
  }
  const [, stage, connectionId] = CONNECTION.exec(path) ?? [];
  if (stage !== undefined && connectionId !== undefined) {
    const resource = apiArn(
      SOCKET_API_ID,
      `${stage}/${method}/@connections/${decodeURIComponent(connectionId)}`,
    );
    return { service: 'execute-api', calls: [{ action: 'execute-api:ManageConnections', resource }] };
  }
  const [target = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const [service, callsOf] = TARGETS[target] ?? [];
  return service && callsOf && { service, calls: callsOf(operation, parsed(body), resources) };
}
