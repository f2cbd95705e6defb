/** Stands before every service: what a function asks for, its policies must allow. Tools with keys of their own pass. */
import { type HttpRequest, type HttpResponse, type HttpService, json } from '../http/http-service.ts';
import { type KeyPairs, type SignatureFault, signatureFault } from '../http/signature.ts';
import { type Asked, askedBy, type Resources, type Service } from './calls.ts';
import type { Credentials } from './credentials.ts';
import type { TemplateFunction } from './functions.ts';
import { type Allows, type Call, refusalOf } from './iam.ts';

export interface GuardDeps {
  readonly credentials: Credentials;
  readonly keys: KeyPairs;
  readonly resources: Resources;
  readonly allows: Allows;
}

const KEY_ID = /Credential=([^/]+)\//;
const DENIED = 'AccessDeniedException';

/** As each service writes it: those of AWS's JSON protocol answer 400 and name the error in the body, the others 403. */
const STATUS: Readonly<Record<Service, number>> = {
  dynamodb: 400,
  secretsmanager: 400,
  sqs: 400,
  'cognito-idp': 400,
  lambda: 403,
  'execute-api': 403,
};

function refused(service: Service, errorType: string, message: string): HttpResponse {
  const status = STATUS[service];
  const headers = { 'x-amzn-ErrorType': errorType };
  if (status === 403) return json(403, { Message: message }, headers);
  const __type = service === 'dynamodb' ? `com.amazon.coral.service#${errorType}` : errorType;
  return json(
    400,
    { __type, Message: message },
    { ...headers, 'Content-Type': 'application/x-amz-json-1.1' },
  );
}

const WRONG_TOKEN: SignatureFault = {
  errorType: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};

export function guard({ credentials, keys, resources, allows }: GuardDeps): HttpService {
  async function faultOf(request: HttpRequest, service: Service, sessionToken: string) {
    if (request.headers['x-amz-security-token'] !== sessionToken) return WRONG_TOKEN;
    return signatureFault(request, keys, service);
  }

  const firstDenied = (fn: TemplateFunction, { calls }: Asked): Call | undefined =>
    calls.find(call => !allows(fn, call));

  return async request => {
    const [, accessKeyId = ''] = KEY_ID.exec(request.headers.authorization ?? '') ?? [];
    const holder = credentials.holderOf(accessKeyId);
    if (holder === undefined) return undefined;
    const asked = askedBy(request, resources);
    if (asked === undefined) return json(404, { message: 'no service of AWS that is known here' });
    const { fn, sessionToken } = holder;
    const fault = await faultOf(request, asked.service, sessionToken);
    if (fault) return refused(asked.service, fault.errorType, fault.message);
    const denied = firstDenied(fn, asked);
    return denied && refused(asked.service, DENIED, refusalOf(fn, denied));
  };
}
