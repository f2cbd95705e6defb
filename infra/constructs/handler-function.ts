import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import type { FunctionSpec } from '../../shared/routes.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../settings.ts';

export interface HandlerFunctionProps {
  readonly spec: FunctionSpec;
  readonly functionName: string;
  readonly code: Code;
  readonly settings: Settings;
}

/** A row of the route table as a Lambda function with its own role and log. Nothing is allowed yet. */
export class HandlerFunction extends Construct {
  readonly spec: FunctionSpec;
  readonly lambda: NodejsFunction;
  readonly log: LogGroup;
  readonly memoryMb: number;

  constructor(scope: Construct, { spec, functionName, code, settings }: HandlerFunctionProps) {
    super(scope, constructId(spec.handler));
    this.spec = spec;
    const { preset, tracing } = settings;
    this.memoryMb = figure(preset.memoryMb, spec.handler) ?? spec.memoryMb;
    this.log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    this.log.grantWrite(role);
    const reserved = settings.reserveConcurrency
      ? figure(preset.reservedConcurrency, spec.handler)
      : undefined;
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName,
      // infra/bundle.ts has bundled all functions in one run of esbuild.
      code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: this.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      role,
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: settings.invocationLogs ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      recursiveLoop: spec.startsItself ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      // That option is only for version 2 of the SDK.
      awsSdkConnectionReuse: false,
    });
    if (settings.sourceMaps) this.setVariable('NODE_OPTIONS', '--enable-source-maps');
    if (tracing > 0) {
      this.setVariable(ENV.traceShare, String(tracing));
      // CloudWatch's OTLP endpoint asks for it: docs/decisions/0084.
      this.allow(['xray:PutTraceSegments'], '*');
      acknowledge(this, {
        'AwsSolutions-IAM5[Resource::*]': 'X-Ray takes trace segments for no resource in particular.',
      });
    }
  }

  allow(actions: readonly string[], resource: string): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  }

  setVariable(name: string, value: string): void {
    this.lambda.addEnvironment(name, value);
  }
}

/** `send-message` → `SendMessageHandler`. */
const constructId = (handler: string): string =>
  `${handler
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Handler`;

const figure = (figures: Readonly<Record<string, number | undefined>>, handler: string) => figures[handler];

/** A resource that functions are given access to. It looks for its own part of a function's permissions. */
export interface Granter {
  grantTo(fn: HandlerFunction): void;
}
