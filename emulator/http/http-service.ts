import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Names } from './names.ts';

export interface HttpRequest {
  readonly method: string;
  /** As it came over the wire, percent-encoded and without the query: signatures are made over these very characters. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** How the caller reaches this server, without a trailing slash. */
  readonly origin: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Serves the requests that are its own and leaves the others, with undefined, to the next one on the port. */
export type HttpService = (
  request: HttpRequest,
) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** Lambda's largest synchronous payload: nothing served here takes more. */
const BODY_BYTES = 6_291_456;

export const json = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Says what to do: the reader may be the person who runs this server, behind a name of their own. */
const notOurs = (host: string): HttpResponse =>
  json(
    403,
    {
      message: `This server was not told of the host "${host}". If it is yours: --public-url http://${host}`,
    },
    { Connection: 'close', 'x-amzn-ErrorType': 'ForbiddenException' },
  );

async function answer(
  services: readonly HttpService[],
  names: Names,
  request: IncomingMessage,
): Promise<HttpResponse> {
  if (!names.include(request.headers.host)) return notOurs(request.headers.host ?? '');
  const body = await bodyOf(request);
  if (body === undefined) return json(413, { message: 'Request Entity Too Large' }, { Connection: 'close' });
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/'] = url.split('?', 1);
  const query = new URLSearchParams(url.slice(path.length));
  const read = { method, path, query, headers, body, origin: names.originOf(headers) };
  for (const service of services) {
    const response = await service(read);
    if (response !== undefined) return response;
  }
  return json(403, { message: 'Forbidden' }, { 'x-amzn-ErrorType': 'ForbiddenException' });
}

function write(response: ServerResponse, { status, headers, body = '' }: HttpResponse): void {
  const length = status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...headers, ...length }).end(status === 204 ? undefined : body);
}

/** Several services on one port, asked in order. */
export function listenerOf(
  services: readonly HttpService[],
  names: Names,
  report: (name: string, error: unknown) => void,
): RequestListener {
  return (request, response) => {
    answer(services, names, request).then(
      answered => write(response, answered),
      error => {
        // A client that hung up half way through its body needs no answer.
        if (request.destroyed && !request.complete) return;
        report('http', error);
        write(response, json(500, { message: 'Internal server error' }));
      },
    );
  };
}
