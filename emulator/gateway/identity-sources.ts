import * as z from 'zod';

const members = z.record(z.string(), z.unknown());

/** What an upgrade must have, or it is refused without asking the authorizer: `route.request.header.Auth` and its like. */
interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly stageVariables: object;
  readonly requestContext: object;
}

function lookUp(source: string, asked: Asked): unknown {
  const [, header] = /^route\.request\.header\.(.+)$/.exec(source) ?? [];
  if (header !== undefined)
    return Object.entries(asked.headers).find(([name]) => name.toLowerCase() === header.toLowerCase())?.[1];
  const [, parameter] = /^route\.request\.querystring\.(.+)$/.exec(source) ?? [];
  if (parameter !== undefined) return asked.queryStringParameters[parameter];
  const [root = '', ...path] = source.split('.');
  const start = { context: asked.requestContext, stageVariables: asked.stageVariables }[root];
  return path.reduce<unknown>((value, name) => members.safeParse(value).data?.[name], start);
}

/** False if one of them is missing or empty. */
export const hasIdentity = (sources: readonly string[], asked: Asked): boolean =>
  sources.every(source => ![undefined, null, ''].some(nothing => lookUp(source, asked) === nothing));
