/**
 * Watches every HTTP request that changes something and that a function makes, through whichever client. One that is made
 * after its function returned neither happens nor fails: it is frozen.
 */
import { subscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { createConnection, Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import * as z from 'zod';
import { READS } from './effect.ts';
import { currentInvocation, type Effect, type Invocation } from './invocation.ts';

const watched = new WeakMap<object, { readonly invocation: Invocation; readonly effect: Effect }>();

/** False if the request must never be made. */
const mayBegin = (name: string): boolean => READS.test(name) || currentInvocation()?.mayBegin(name) !== false;

/** From its beginning until it has happened or failed, a request counts as work of the function that made it. */
function watch(request: object, effect: Effect): void {
  const invocation = currentInvocation();
  if (invocation === undefined || READS.test(effect.name)) return;
  watched.set(request, { invocation, effect });
  invocation.watch(effect);
}

/** What the channels below publish: the request that they are about. */
const about = z.looseObject({
  request: z.custom<object>(value => typeof value === 'object' && value !== null),
});

const undiciRequest = z.object({
  request: z.custom<{ readonly method: string; readonly path: string }>(
    value => z.looseObject({ method: z.string(), path: z.string() }).safeParse(value).success,
  ),
});

function settled(message: unknown): void {
  const found = watched.get(about.parse(message).request);
  found?.invocation.unwatch(found.effect);
}

const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? '';

/** `PutItem`, or `POST /local/@connections/…`: no query, where a token could be. */
function nameOf({ method = 'GET', path, headers = {} }: RequestOptions): string {
  const target = 'x-amz-target' in headers ? headers['x-amz-target'] : undefined;
  return typeof target === 'string' ? target.replace(/^.*\./, '') : `${method} ${withoutQuery(path ?? '/')}`;
}

/** A connection that leads nowhere: what is written to it is neither sent nor refused. */
class Frozen extends Socket {
  override _write(): void {}
  override _writev(): void {}
  override _read(): void {}
}

/** As of a process that stands still before it makes the call. */
const connectAfter =
  (ms: number): NonNullable<RequestOptions['createConnection']> =>
  ({ host, port }, connected) => {
    setTimeout(() => connected(null, createConnection(Number(port), host ?? undefined)), ms);
    return undefined;
  };

type Callback = (response: IncomingMessage) => void;
type Input = RequestOptions | string | URL;

/** The parts of `request(url, options, callback)`, of which either the first or the second may be missing. */
function partsOf(first: Input, second?: RequestOptions | Callback, third?: Callback) {
  const url = typeof first === 'string' || first instanceof URL ? urlToHttpOptions(new URL(first)) : first;
  const options: RequestOptions = { ...url, ...(typeof second === 'object' && second) };
  return { options, callback: typeof second === 'function' ? second : third };
}

/** Wraps what node:http and node:https export as `request`, and with it the AWS SDK. */
function watchHttp(module: { request: typeof http.request }): void {
  const { request } = module;
  module.request = (first: Input, second?: RequestOptions | Callback, third?: Callback): ClientRequest => {
    const { options, callback } = partsOf(first, second, third);
    const name = nameOf(options);
    const invocation = currentInvocation();
    const frozenMs = invocation?.step() ?? 0;
    if (!mayBegin(name))
      return request({ ...options, agent: undefined, createConnection: () => new Frozen() }, callback);
    const late = frozenMs > 0 && { agent: undefined, createConnection: connectAfter(frozenMs) };
    const made = request({ ...options, ...late }, callback);
    if (invocation) made.once('response', () => invocation.step());
    watch(made, { name, isAborted: () => made.destroyed });
    made.once(errorMonitor, () => settled({ request: made }));
    return made;
  };
}

/** undici, and with it fetch. A request that is not dispatched stays pending. */
function watchUndici(): void {
  const dispatcher = getGlobalDispatcher().compose(dispatch => (options, handler) => {
    const name = `${options.method} ${withoutQuery(options.path)}`;
    return mayBegin(name) ? dispatch(options, handler) : true;
  });
  setGlobalDispatcher(dispatcher);
  subscribe('undici:request:create', message => {
    const { request } = undiciRequest.parse(message);
    watch(request, { name: `${request.method} ${withoutQuery(request.path)}` });
  });
  subscribe('undici:request:headers', settled);
  subscribe('undici:request:error', settled);
}

// When this file is imported, and for the whole process: the SDK keeps the `request` that it finds at its first use.
watchHttp(http);
watchHttp(https);
syncBuiltinESMExports();
subscribe('http.client.response.finish', settled);
watchUndici();
