import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FunctionSpec } from '../../shared/routes.ts';
import type { Settings } from '../settings.ts';
import { type Granter, HandlerFunction } from './handler-function.ts';

interface FunctionsProps {
  /** Every function's name begins with it. */
  readonly name: string;
  readonly settings: Settings;
  readonly codeOf: (handler: string) => Code;
  /** Undefined if a stage is deployed without it. */
  readonly granters: readonly (Granter | undefined)[];
}

/** Deploys rows of the route table, and gives each function the permissions of its row. */
export class Functions {
  readonly deployed: HandlerFunction[] = [];
  private readonly scope: Construct;
  private readonly props: FunctionsProps;

  constructor(scope: Construct, props: FunctionsProps) {
    this.scope = scope;
    this.props = props;
  }

  /** The function of a row, deployed once however many rows it serves. */
  deploy(spec: FunctionSpec): HandlerFunction {
    const before = this.deployed.find(fn => fn.spec.handler === spec.handler);
    if (before) return before;
    const { name, settings, codeOf, granters } = this.props;
    const functionName = `${name}-${spec.handler}`;
    const fn = new HandlerFunction(this.scope, { spec, functionName, code: codeOf(spec.handler), settings });
    for (const granter of granters) granter?.grantTo(fn);
    this.deployed.push(fn);
    return fn;
  }
}
