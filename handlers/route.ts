/** Event in, reply out: what the routes share. */
import * as z from 'zod';
import type { Invocation, Sender } from '../shared/core/ports.ts';
import { ProtocolError } from '../shared/protocol/index.ts';
import { type Container, clock, logger } from './deps.ts';
import { connectionOf, parseSocketEvent, type SocketEvent } from './events.ts';
import { parseJson } from './json.ts';
import { type LambdaHandler, lambda, replyBy } from './lambda.ts';
import { refusal } from './refusal.ts';
import { parseRequest } from './request.ts';

export interface RouteResult {
  readonly statusCode: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

type UseCase<Request, Deps> = (
  deps: Deps,
  sender: Sender,
  request: Request,
  invocation: Invocation,
) => Promise<object | undefined>;

/** A frame in, a result out. */
type Action = (
  container: Container,
  sender: Sender,
  frame: unknown,
  invocation: Invocation,
) => Promise<object | undefined>;

/** An action whose use case replies, or has nothing to reply; `needs` picks from the container only what it takes. */
export const action =
  <Request, Deps>(
    schema: z.core.$ZodType<Request>,
    needs: (container: Container) => Deps,
    useCase: UseCase<Request, Deps>,
  ): Action =>
  (container, sender, frame, invocation) =>
    useCase(needs(container), sender, parseRequest(schema, frame), invocation);

/** A function that serves one action. */
export const route = <Request, Deps>(...of: Parameters<typeof action<Request, Deps>>) => {
  const only = action(...of);
  return handle(() => only);
};

/** A function that serves several: API Gateway has picked it by the frame's action. */
export const routes = (actions: Readonly<Record<string, Action>>) =>
  handle((name = '') => (Object.hasOwn(actions, name) ? actions[name] : undefined));

function handle(pick: (name: string | undefined) => Action | undefined): LambdaHandler<RouteResult> {
  return lambda(async (container, raw, context) => {
    const event = parseSocketEvent(raw);
    const frame = envelope(event);
    try {
      const sender = connectionOf(event);
      const now = clock(container).now();
      if (sender.expiresAt * 1000 <= now)
        throw new ProtocolError('FORBIDDEN', 'This connection has expired.');
      const parsed = parseFrame(event);
      const serve = pick(frame.action);
      if (!serve) throw new ProtocolError('UNKNOWN_ACTION', 'There is no such action.');
      const invocation = {
        receivedAt: event.requestContext.requestTimeEpoch,
        deadline: replyBy(context, clock(container)),
      };
      const result = await serve(container, sender, parsed, invocation);
      // Nothing to say is an answer too: a route without a reply.
      return result ? answer({ type: 'ok', ...frame, ...result }) : { statusCode: 200 };
    } catch (error) {
      return answer({ type: 'error', ...frame, ...refusal(error, logger(container), event.requestContext) });
    }
  });
}

const answer = (body: object): RouteResult => ({ statusCode: 200, body: JSON.stringify(body) });

function parseFrame({ body }: SocketEvent): unknown {
  // API Gateway may select a route by such a frame, or none: it is refused either way (RFC 8259, section 8.1).
  if (body?.startsWith('\ufeff'))
    throw new ProtocolError('BAD_REQUEST', 'The frame begins with a byte order mark, and JSON may not.');
  try {
    return parseJson(body ?? '');
  } catch {
    throw new ProtocolError('BAD_REQUEST', 'The frame is not JSON, or has a __proto__ key.');
  }
}

const addressed = z.object({ action: z.string().max(64).optional(), id: z.string().max(64).optional() });

/** `id` and `action` as far as the frame has them: an error is answered to the request it belongs to. */
export function envelope(event: SocketEvent): { id?: string | undefined; action?: string | undefined } {
  try {
    const { data } = addressed.safeParse(parseJson(event.body ?? ''));
    return { ...(data?.id !== undefined && { id: data.id }), ...(data?.action && { action: data.action }) };
  } catch {
    return {};
  }
}
