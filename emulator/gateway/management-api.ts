import type { HttpResponse, HttpService } from '../http/http-service.ts';
import { json } from '../http/http-service.ts';
import type { KeyPairs } from '../http/signature.ts';
import { signatureFault } from '../http/signature.ts';
import type { TokenBucket } from '../http/token-bucket.ts';
import type { ConnectionsPort, PostResult } from './connections-port.ts';
import { newId } from './ids.ts';

const PATH = /^\/([^/]+)\/(?:@|%40)connections\/([^/]+)$/i;

const failure = (status: number, errorType: string, message?: string): HttpResponse => ({
  ...(message === undefined ? { status } : json(status, { message })),
  headers: { 'x-amzn-ErrorType': errorType, 'Content-Type': 'application/json' },
});

const FORBIDDEN = failure(403, 'ForbiddenException', 'Forbidden');
const UNKNOWN_METHOD = failure(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
/** Base64, as API Gateway makes its ids; what is not was never one: github.com/localstack/localstack/issues/4694. */
const CONNECTION_ID = /^(?:[\w-]{4})+(?:[\w-]{2}==|[\w-]{3}=)?$/;
// API Gateway says no more than the type: the SDK shows "UnknownError" as the message of a GoneException.
const GONE = failure(410, 'GoneException');

const POSTED: Readonly<Record<PostResult, HttpResponse>> = {
  posted: { status: 200 },
  gone: GONE,
  throttled: failure(429, 'LimitExceededException'),
  failed: failure(500, 'InternalServerErrorException', 'Internal server error'),
  'too-large': failure(413, 'PayloadTooLargeException', 'Payload Too Large'),
};

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function info(connections: ConnectionsPort, connectionId: string): HttpResponse {
  const found = connections.get(connectionId);
  return found === undefined ? GONE : json(200, found);
}

export interface ManagementDeps {
  readonly connections: ConnectionsPort;
  readonly stage: string;
  readonly keys: KeyPairs;
  readonly requests: TokenBucket;
}

/** `/<stage>/@connections/{connectionId}`, signed as on AWS: PostToConnection, GetConnection and DeleteConnection. */
export function managementApi({ connections, stage, keys, requests }: ManagementDeps): HttpService {
  const respond = async (method: string, connectionId: string, body: Buffer): Promise<HttpResponse> => {
    if (!CONNECTION_ID.test(connectionId))
      return failure(400, 'BadRequestException', `Invalid connectionId: ${connectionId}`);
    if (method === 'POST') return POSTED[await connections.post(connectionId, body)];
    if (!requests.take()) return POSTED.throttled;
    if (method === 'GET') return info(connections, connectionId);
    if (method === 'DELETE') return connections.disconnect(connectionId) ? { status: 204 } : GONE;
    return UNKNOWN_METHOD;
  };
  return async request => {
    const [, pathStage, segment] = PATH.exec(request.path) ?? [];
    if (pathStage === undefined || segment === undefined) return undefined;
    if (pathStage !== stage) return FORBIDDEN;
    const fault = await signatureFault(request, keys, 'execute-api');
    if (fault !== undefined) return failure(403, fault.errorType, fault.message);
    const response = await respond(request.method, decoded(segment) ?? '', request.body);
    return { ...response, headers: { ...response.headers, 'x-amzn-RequestId': newId() } };
  };
}
