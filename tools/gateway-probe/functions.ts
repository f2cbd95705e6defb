/**
 * The functions of a probe stage: each does what the query string or the frame asks for, and tells a watcher, another
 * connection of the same stage, what event it was given. So whatever a rule says can be seen from the wire, on AWS as here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { policyFor } from './policies.ts';

export interface ProbeDeps {
  /** What every upgrade must bring: strangers must not run up the bill of a deployed stage. */
  readonly pass: string;
  /** Returns `posted`, or the name of the error. */
  post(stageUrl: string, connectionId: string, text: string): Promise<string>;
}

export interface ProbeEvent {
  readonly methodArn?: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly connectionId: string;
    readonly domainName: string;
    readonly stage: string;
    readonly routeKey: string;
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
  readonly body?: string;
}

interface ProbeContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
}

const ok = { statusCode: 200 };
const askedOf = (event: ProbeEvent) => JSON.parse(event.body ?? '{}');

/** What a function may return if a string asks for it: at `$connect`, and to a frame. */
const answers: Readonly<Record<string, () => unknown>> = {
  throw() {
    throw new Error('secret');
  },
  nothing: () => undefined,
  text: () => 'ok',
  empty: () => ({}),
  'status as text': () => ({ statusCode: '200' }),
  'body as object': () => ({ statusCode: 200, body: {} }),
  'too much': () => ({ statusCode: 200, body: 'x'.repeat(131_073) }),
};

export function probe({ pass, post }: ProbeDeps) {
  const stageUrlOf = ({ requestContext: { domainName, stage } }: ProbeEvent) => `${domainName}/${stage}`;

  async function tell(watcher: unknown, seen: string, event: ProbeEvent, more: object = {}): Promise<void> {
    if (typeof watcher === 'string' && watcher !== '')
      await post(stageUrlOf(event), watcher, JSON.stringify({ seen, event, ...more }));
  }

  const watcherOf = ({ requestContext }: ProbeEvent) => requestContext.authorizer?.watcher;

  return {
    async authorizer(event: ProbeEvent) {
      const { pass: given, watcher = '', authorize = 'allow' } = event.queryStringParameters ?? {};
      if (given !== pass) throw new Error('Unauthorized');
      await tell(watcher, 'authorizer', event);
      return policyFor(authorize, event.methodArn ?? '', { watcher, number: 17, yes: true, no: false });
    },

    async connect(event: ProbeEvent) {
      const { connect = '200', subprotocol } = event.queryStringParameters ?? {};
      const [how = '', ms] = connect.split(':');
      const posted =
        how === 'post' ? await post(stageUrlOf(event), event.requestContext.connectionId, 'x') : '';
      await tell(watcherOf(event), 'connect', event, { posted });
      if (how === 'wait') await sleep(Number(ms));
      const answer = answers[how];
      if (answer !== undefined) return answer();
      const headers = subprotocol === undefined ? {} : { 'Sec-WebSocket-Protocol': subprotocol };
      const statusCode = /^\d+$/.test(how) ? Number(how) : 200;
      return { statusCode, headers, ...(statusCode !== 200 && { body: 'no coffee' }) };
    },

    async disconnect(event: ProbeEvent) {
      await tell(watcherOf(event), 'disconnect', event);
      return ok;
    },

    /** Shows the event and the context; also `$default`. The body is cut: a large one must fit into the answer. */
    async mirror(event: ProbeEvent, context: ProbeContext) {
      const { awsRequestId, functionName, memoryLimitInMB } = context;
      const remaining = context.getRemainingTimeInMillis();
      const shown = { ...event, body: event.body?.slice(0, 1_000), bytes: event.body?.length };
      return {
        ...ok,
        body: JSON.stringify({
          event: shown,
          context: { awsRequestId, functionName, memoryLimitInMB, remaining },
        }),
      };
    },

    echo: async (event: ProbeEvent) => ({ ...ok, body: event.body }),

    async whisper(event: ProbeEvent) {
      await tell(watcherOf(event), 'whisper', event);
      return { ...ok, body: 'unheard' };
    },

    fail: async (event: ProbeEvent) => answers[askedOf(event).how]?.(),

    async wait(event: ProbeEvent) {
      await sleep(Number(askedOf(event).ms));
      return { ...ok, body: event.body };
    },
  };
}
