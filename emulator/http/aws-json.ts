/** AWS's JSON protocol, as every stand-in speaks it: an operation named by `X-Amz-Target`, errors with their type in `__type`. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { WritesRefused } from '../leveldb/refused-writes.ts';
import type { SignatureFault } from './signature.ts';

/** A refusal under AWS's own name for it; `queryCode` is the name it has in the query protocol, if that differs. */
export class AwsError extends Error {
  readonly queryCode: string | undefined;

  constructor(type: string, message: string, queryCode?: string) {
    super(message);
    this.name = type;
    this.queryCode = queryCode;
  }
}

export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Who calls, as far as it can be told. */
export interface Caller {
  /** How they reach this server, without a trailing slash. */
  readonly origin: string;
  /** Undefined if the request is well signed. Asked only where a signature is needed. */
  signatureFault(): Promise<SignatureFault | undefined>;
}

/** `target` is the `X-Amz-Target` header, `body` the parsed JSON body. */
export type AwsApi = (target: string, body: unknown, caller: Caller) => Promise<AwsResponse>;

export type JsonVersion = '1.0' | '1.1';

const unknownOperation = (target: string) =>
  new AwsError('UnknownOperationException', `Unknown operation: ${target}`);

/** @throws AwsError unless the request is signed with a key that is known here */
export async function requireSignature({ signatureFault }: Caller): Promise<void> {
  const fault = await signatureFault();
  if (fault !== undefined) throw new AwsError(fault.errorType, fault.message);
}

/** The operation that a target names behind the service's own prefix. */
export function operationOf<Operation>(
  operations: ReadonlyMap<string, Operation>,
  prefix: string,
  target: string,
): Operation {
  const operation = target.startsWith(prefix) ? operations.get(target.slice(prefix.length)) : undefined;
  if (operation === undefined) throw unknownOperation(target);
  return operation;
}

export async function awsAnswer(
  target: string,
  version: JsonVersion,
  run: () => Promise<object>,
): Promise<AwsResponse> {
  try {
    return response(200, version, await run());
  } catch (error) {
    if (error instanceof AwsError) return refused(error, version);
    // The person who runs the server has been told.
    if (!(error instanceof WritesRefused)) console.error(`${target} failed:`, error);
    return response(500, version, { __type: 'InternalFailure', message: 'Internal error' });
  }
}

function response(status: number, version: JsonVersion, body: object): AwsResponse {
  const headers = {
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-RequestId': randomUUID(),
  };
  return { status, headers, body: JSON.stringify(body) };
}

function refused({ name, message, queryCode }: AwsError, version: JsonVersion): AwsResponse {
  const answer = response(400, version, { __type: name, message });
  answer.headers['x-amzn-ErrorType'] = name;
  if (queryCode !== undefined) answer.headers['x-amzn-query-error'] = `${queryCode};Sender`;
  return answer;
}

/** @param invalid makes the service's own error of what is wrong */
export function readInput<Input>(
  schema: z.ZodType<Input>,
  body: unknown,
  invalid: (message: string) => AwsError,
): Input {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const complaints = issues.map(
    ({ path, ...issue }) => `Value at '${pathName(path)}' failed to satisfy constraint: ${complaint(issue)}`,
  );
  const plural = issues.length === 1 ? '' : 's';
  throw invalid(`${issues.length} validation error${plural} detected: ${complaints.join('; ')}`);
}

/** AWS names a member with a small first letter: `Value at 'userPoolId'`. */
function pathName(path: readonly PropertyKey[]): string {
  const name = path.map(String).join('.');
  return name === '' ? 'body' : name.charAt(0).toLowerCase() + name.slice(1);
}

function complaint(issue: Omit<z.core.$ZodIssue, 'path'>): string {
  if (issue.input === undefined) return 'Member must not be null';
  return `Member is not valid: ${issue.message}`;
}
