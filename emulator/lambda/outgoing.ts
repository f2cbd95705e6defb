/**
 * Watches every HTTP request that changes something and that a function makes, through whichever client. One that is made
 * after its function returned neither happens nor fails: it is frozen.
 */
import { subscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import { Agent, type ClientRequest } from 'node:http';
import { currentInvocation, type Effect, type Invocation } from './invocation.ts';

/** Nobody is harmed by a question whose answer is lost: of two asked at once, the other's may have been enough. */
const READS = /^(Get|BatchGet|Query|Scan|List|Describe|Head)/i;

const watched = new WeakMap<object, { readonly invocation: Invocation; readonly effect: Effect }>();

/** False where the request has to wait for ever. */
function admit(request: object, effect: Effect): boolean {
  const invocation = currentInvocation();
  if (invocation === undefined || READS.test(effect.name)) return true;
  if (!invocation.mayBegin(effect.name)) return false;
  watched.set(request, { invocation, effect });
  invocation.watch(effect);
  return true;
}

/** What was asked for has happened, or never will. */
function settled(message: unknown): void {
  const found = watched.get(requestIn(message));
  found?.invocation.unwatch(found.effect);
}

const requestIn = (message: unknown): object =>
  typeof message === 'object' && message !== null && 'request' in message ? Object(message.request) : {};

const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? '';

/** `PutItem`, or `POST /local/@connections/…`: no query, where a token could be. */
function nameOf(request: ClientRequest): string {
  const target = request.getHeader('x-amz-target');
  if (typeof target === 'string') return target.replace(/^.*\./, '');
  return `${request.method} ${withoutQuery(request.path)}`;
}

type AddRequest = (request: ClientRequest, ...rest: unknown[]) => void;

/** node:http, and with it the AWS SDK. Without a socket from its agent, a request waits. */
function watchHttp(): void {
  // Not in Node's types, and yet what every agent package overrides: the one place between a request and its socket.
  const prototype: { addRequest?: AddRequest } = Object(Agent.prototype);
  const { addRequest } = prototype;
  if (addRequest === undefined) throw new Error('this Node has no Agent.addRequest to watch requests at');
  prototype.addRequest = function (this: Agent, request, ...rest) {
    if (!admit(request, { name: nameOf(request), isAborted: () => request.destroyed })) return;
    request.once(errorMonitor, () => settled({ request }));
    addRequest.call(this, request, ...rest);
  };
  subscribe('http.client.response.finish', settled);
}

/** undici, and with it fetch. A request marked as aborted before it is queued is dropped without a word. */
function watchUndici(): void {
  subscribe('undici:request:create', message => {
    const request = requestIn(message);
    const { method, path } = Object(request);
    if (!admit(request, { name: `${method} ${withoutQuery(String(path))}` }))
      Object.assign(request, { aborted: true });
  });
  subscribe('undici:request:headers', settled);
  subscribe('undici:request:error', settled);
}

let watching = false;

/** For the whole process, once. */
export function watchOutgoing(): void {
  if (watching) return;
  watching = true;
  watchHttp();
  watchUndici();
}
