/** A stack whose references are resolved: what each resource is called, and where it is, on this machine. */
import * as z from 'zod';
import {
  ACCOUNT_ID,
  arn,
  functionArn,
  queueArn,
  roleArn,
  SOCKET_API_ID,
  tableArn,
  userPoolArn,
} from '../arns.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import type { Assembly, Resource } from './assembly.ts';
import { resolver } from './intrinsics.ts';

/** What AWS makes up when it creates a resource, and a stand-in here has made up for it. */
export interface MadeUp {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** The ARN of a secret, by its name. */
  secretArn(name: string): string;
}

export interface Stack {
  readonly name: string;
  /** Every resource of the type, read by the schema. */
  read<T>(type: string, schema: z.ZodType<T>): ({ readonly logicalId: string } & T)[];
  /** The ARN of a resource that has one, or what `Ref` gives. */
  arnOf(logicalId: string): string;
  /** An output of the stack; empty if it has none of that name. */
  output(name: string): string;
  assetOf(objectKey: string): string;
}

/** Where AWS's own DNS would find an API. */
export const apiHost = (apiId: string) => `${apiId}.execute-api.${LOCAL_REGION}.amazonaws.com`;
export const QUEUE_HOST = `sqs.${LOCAL_REGION}.amazonaws.com`;

interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export function stackOf({ stackName, template, assetOf }: Assembly, madeUp: MadeUp): Stack {
  const { Resources } = template;

  const identities: Readonly<
    Record<string, (logicalId: string, named: (property: string) => string | undefined) => Identity>
  > = {
    'AWS::DynamoDB::Table'(logicalId, named) {
      const name = named('TableName') ?? `${stackName}-${logicalId}`;
      return { ref: name, attributes: { Arn: tableArn(name) } };
    },
    'AWS::Lambda::Function'(logicalId, named) {
      const name = named('FunctionName') ?? `${stackName}-${logicalId}`;
      return { ref: name, attributes: { Arn: functionArn(name) } };
    },
    'AWS::IAM::Role'(logicalId, named) {
      const name = named('RoleName') ?? `${stackName}-${logicalId}`;
      return { ref: name, attributes: { Arn: roleArn(name), RoleId: logicalId } };
    },
    'AWS::Logs::LogGroup'(logicalId, named) {
      const name = named('LogGroupName') ?? `${stackName}-${logicalId}`;
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    },
    'AWS::SQS::Queue'(logicalId, named) {
      const name = named('QueueName') ?? `${stackName}-${logicalId}`;
      const url = `https://${QUEUE_HOST}/${ACCOUNT_ID}/${name}`;
      return { ref: url, attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: url } };
    },
    'AWS::SecretsManager::Secret'(logicalId, named) {
      const ref = madeUp.secretArn(named('Name') ?? `${stackName}-${logicalId}`);
      return { ref, attributes: { Id: ref } };
    },
    'AWS::ApiGatewayV2::Api'(logicalId, named) {
      const ref = named('ProtocolType') === 'WEBSOCKET' ? SOCKET_API_ID : logicalId.toLowerCase();
      return { ref, attributes: { ApiId: ref, ApiEndpoint: `https://${apiHost(ref)}` } };
    },
    'AWS::ApiGatewayV2::Stage': (logicalId, named) => ({
      ref: named('StageName') ?? logicalId,
      attributes: {},
    }),
    'AWS::Events::Rule'(logicalId, named) {
      const ref = named('Name') ?? `${stackName}-${logicalId}`;
      return { ref, attributes: { Arn: arn('events', `rule/${ref}`) } };
    },
    'AWS::Cognito::UserPool': () => ({
      ref: madeUp.userPoolId,
      attributes: { Arn: userPoolArn(madeUp.userPoolId), UserPoolId: madeUp.userPoolId },
    }),
    'AWS::Cognito::UserPoolClient': () => ({ ref: madeUp.userPoolClientId, attributes: {} }),
  };

  function identityOf(logicalId: string): Identity {
    const found = Object.hasOwn(Resources, logicalId) ? Resources[logicalId] : undefined;
    if (!found) throw new Error(`the template refers to ${logicalId}, and has no such resource`);
    const named = (property: string) => {
      const value = resolve(found.Properties[property]);
      return typeof value === 'string' ? value : undefined;
    };
    return identities[found.Type]?.(logicalId, named) ?? { ref: logicalId, attributes: {} };
  }

  const resolve = resolver(template, {
    ref: logicalId => identityOf(logicalId).ref,
    getAtt(logicalId, attribute) {
      const value = identityOf(logicalId).attributes[attribute];
      if (value === undefined)
        throw new Error(`${attribute} of ${logicalId}, ${Resources[logicalId]?.Type}, is not known here`);
      return value;
    },
  });

  function readOne<T>(logicalId: string, { Type, Properties }: Resource, schema: z.ZodType<T>) {
    const parsed = schema.safeParse(resolve(Properties));
    if (!parsed.success) throw new Error(`${Type} ${logicalId}:\n${z.prettifyError(parsed.error)}`);
    return { ...parsed.data, logicalId };
  }

  return {
    name: stackName,
    read: (type, schema) =>
      Object.entries(Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([logicalId, resource]) => readOne(logicalId, resource, schema)),
    arnOf: logicalId => identityOf(logicalId).attributes.Arn ?? identityOf(logicalId).ref,
    output: name => String(resolve(template.Outputs[name]?.Value) ?? ''),
    assetOf,
  };
}
