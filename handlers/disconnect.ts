import { disconnect } from '../shared/core/presence/disconnect.ts';
import { clock, connections, logger, poster, settings, webhooks } from './deps.ts';
import { connectionOf, parseSocketEvent } from './events.ts';
import { lambda } from './lambda.ts';
import { picks, type RouteResult } from './route.ts';

const needs = picks({ clock, connections, logger, poster, settings, webhooks });

export const handler = lambda<RouteResult>(async (container, event) => {
  await disconnect(needs(container), connectionOf(parseSocketEvent(event)));
  return { statusCode: 200 };
});
