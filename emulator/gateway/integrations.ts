import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults/faults.ts';
import { Throttled } from '../lambda/errors.ts';
import type { Invoker } from '../lambda/invoker.ts';
import type { GatewayRules } from '../rules.ts';
import type { Answered } from './answered.ts';
import type { Connection, Ending } from './connection.ts';
import type { Api, Client } from './events.ts';
import { disconnectEvent, messageEvent } from './events.ts';
import { newId } from './ids.ts';
import { readLambdaResult } from './lambda-result.ts';
import { routeSelection } from './route-selection.ts';
import type { FunctionRoute, Route } from './routes.ts';
import { textFrame } from './text-frame.ts';
import type { Traffic } from './traffic.ts';
import type { Turns } from './turns.ts';
import { IntegrationTimeout, within } from './within.ts';

/** For how long a $disconnect that finds no sandbox free is tried again, and the longest pause between. */
const DISCONNECT_MS = 300_000; // 5 minutes
const DISCONNECT_PAUSE_MS = 1_000; // 1 second

export interface IntegrationDeps {
  readonly api: Api;
  readonly routes: readonly Route[];
  readonly invoker: Invoker;
  readonly rules: GatewayRules;
  readonly faults: Faults;
  /** False over the throttle of the stage or of the account. */
  takesMessage(): boolean;
  readonly traffic: Traffic;
  readonly turns: Turns;
  /** Called for what is answered without a function. */
  readonly onAnswered: (answered: Answered) => void;
  readonly report: (functionName: string, error: unknown) => void;
}

export interface Integrations {
  /** Runs what a frame selects, and sends its answer. */
  message(connection: Connection, body: string): Promise<void>;
  disconnect(client: Client, ending: Ending): Promise<void>;
}

/** The function of a route that no frame selects. */
export function functionOf(routes: readonly Route[], routeKey: string): FunctionRoute | undefined {
  const route = routes.find(one => one.routeKey === routeKey);
  return route !== undefined && 'handler' in route ? route : undefined;
}

export function integrations(deps: IntegrationDeps): Integrations {
  const { api, routes, invoker, rules, faults, traffic, turns, onAnswered, report } = deps;
  const routeOf = routeSelection(routes);
  const onDisconnect = functionOf(routes, '$disconnect');

  function fail(connection: Connection, message: string, requestId: string): void {
    const { connectionId } = connection.client;
    // Spaced as API Gateway spaces it, for clients that compare.
    const body = `{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${requestId}"}`;
    connection.send(textFrame(body));
  }

  /** Refuses a frame before any function is asked. */
  function refuse(connection: Connection, outcome: string): void {
    fail(connection, outcome, newId());
    onAnswered({ connectionId: connection.client.connectionId, outcome });
  }

  /** What the function returns; undefined if the client is told nothing. */
  async function answerOf(
    connection: Connection,
    route: FunctionRoute,
    event: object,
  ): Promise<string | undefined> {
    const ms = rules.integrationTimeoutMs;
    const giveUpAt = performance.now() + ms;
    const work = async () => {
      // The client is told of the timeout: to run it now would serve no one.
      if (performance.now() >= giveUpAt) throw new IntegrationTimeout(`no turn within ${ms} ms`);
      return invoker.invoke(route, event);
    };
    const result = readLambdaResult(await within(ms, turns.waitedFor(connection, work)));
    if (result === undefined) throw new Error('malformed Lambda proxy response');
    if (!route.replies || !result.body) return undefined;
    const bytes = Buffer.byteLength(result.body);
    if (bytes > rules.messageBytes) throw new Error(`a reply of ${bytes} bytes is too large to send`);
    return result.body;
  }

  return {
    async message(connection, body) {
      if (!deps.takesMessage()) {
        traffic.limited += 1;
        return refuse(connection, 'Limit exceeded');
      }
      const route = routeOf(body);
      if (route === undefined) return refuse(connection, 'Forbidden');
      if ('answer' in route) {
        connection.send(textFrame(route.answer));
        const { connectionId } = connection.client;
        onAnswered({ route: route.routeKey, connectionId, outcome: 'MOCK' });
        return;
      }
      const event = messageEvent(api, connection.client, route.routeKey, body);
      try {
        const answer = await answerOf(connection, route, event);
        if (answer !== undefined) connection.send(textFrame(answer));
      } catch (error) {
        report(route.handler, error);
        const slow = error instanceof IntegrationTimeout;
        const message = slow ? 'Endpoint request timed out' : 'Internal server error';
        fail(connection, message, event.requestContext.requestId);
      }
    },

    async disconnect(client, { code, reason }) {
      if (onDisconnect === undefined || faults.strikes('lose-disconnect')) return;
      const event = disconnectEvent(api, client, code, reason);
      for (const giveUp = performance.now() + DISCONNECT_MS; ; ) {
        try {
          await turns.afterwards(client, () => invoker.invoke(onDisconnect, event));
          return;
        } catch (error) {
          // Best effort: if thousands leave at one instant, no sandbox is free for some, and nothing else would report them.
          if (!(error instanceof Throttled) || performance.now() > giveUp)
            return report(onDisconnect.handler, error);
          await sleep(Math.random() * DISCONNECT_PAUSE_MS);
        }
      }
    },
  };
}
