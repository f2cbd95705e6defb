import type { Route } from './routes.ts';

function actionOf(body: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  // Own members only: `{"__proto__": {"action": …}}` selects nothing.
  const action = Object.hasOwn(message, 'action') && 'action' in message ? message.action : undefined;
  return typeof action === 'string' ? action : undefined;
}

/** `$request.body.action`; what selects no route goes to `$default`, if there is one. */
export function routeSelection(routes: readonly Route[]): (body: string) => Route | undefined {
  const byKey = new Map(routes.map(route => [route.routeKey, route]));
  const byDefault = byKey.get('$default');
  // A client's `{"action":"$connect"}` must not run the connect handler.
  for (const routeKey of ['$connect', '$disconnect', '$default']) byKey.delete(routeKey);
  return body => {
    const action = actionOf(body);
    return (action !== undefined && byKey.get(action)) || byDefault;
  };
}
