/** Each function finds in its deployed environment what its bundle of dependencies asks for, before any request does. */
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { contextOf } from '../../emulator/lambda/function.ts';
import { functionsIn } from '../../local/functions.ts';
import { ROUTES } from '../../shared/routes.ts';
import { inProcessDocuments } from '../support/dynamodb/engine.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType, variablesOf } from './template.ts';

/** Asked of each action: enough to pass its schema. */
const FIELDS = {
  userIds: ['u'],
  prefix: 'ab',
  what: 'export',
  uses: 1,
  link: 'AAAAAAAAAAAAAAAAAAAAAA',
  room: 'general',
  seq: 1,
  text: 'x',
  typing: true,
  accept: true,
  kind: 'public',
  userId: 'somebody',
  role: 'readonly',
  until: 0,
  hours: 1,
  rooms: [{ room: 'general', after: 0, epoch: 'e' }],
};
const named = z.object({ FunctionName: z.string() });

let variables: Map<string, string[]>;
beforeAll(() => {
  const template = synthesize({ ...EVERYTHING, tracing: '0' });
  variables = new Map(
    ofType(template, 'AWS::Lambda::Function').map(one => [
      named.parse(one.Properties).FunctionName.replace('messaging-prod-', ''),
      variablesOf(one),
    ]),
  );
});

/** Nowhere: what is asked of it fails at once. */
const placeholderFor = (variable: string): string =>
  /ENDPOINT|QUEUE$/.test(variable)
    ? 'http://127.0.0.1:1/nothing'
    : /[A-Z]+_(SECOND|LIMIT|DAYS|DAY|ROOM|USER|SECONDS|CONNECTIONS|CONNECTION)$|PROBES/.test(variable)
      ? '1'
      : variable;

test.each(
  ROUTES.filter(({ routeKey }) => routeKey !== '$default').map(spec => [spec.routeKey, spec] as const),
)('%s', async (routeKey, spec) => {
  const given = variables.get(spec.handler) ?? [];
  const missing: string[] = [];
  const note = (_: string, details: Record<string, unknown>) => {
    const said = details.error instanceof Error ? details.error.message : '';
    if (said.includes('environment variable')) missing.push(said);
  };
  const functions = functionsIn({
    env: { AWS_REGION: 'us-east-1', ...Object.fromEntries(given.map(name => [name, placeholderFor(name)])) },
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    documents: inProcessDocuments(),
    logger: { warn: note, error: note },
  });
  const event = {
    requestContext: {
      connectionId: 'c',
      requestId: 'r',
      connectedAt: Date.now(),
      requestTimeEpoch: Date.now(),
      authorizer: { userId: 'u', name: 'u', groups: '["admins"]', iat: 1, exp: 4_000_000_000 },
    },
    body: JSON.stringify(requestOf(routeKey)),
  };
  const run = functions[spec.handler];
  try {
    await run?.(event, contextOf(spec, 'r'));
  } catch (error) {
    note('', { error });
  }
  expect(run).toBeDefined();
  expect(missing).toEqual([]);
});

/** The fields that the action knows, of those above. */
function requestOf(action: string): object {
  const known: Readonly<Record<string, readonly (keyof typeof FIELDS)[]>> = {
    sendMessage: ['room', 'text'],
    editMessage: ['room', 'seq', 'text'],
    deleteMessage: ['room', 'seq'],
    joinRooms: ['rooms'],
    sync: ['rooms'],
    view: ['rooms'],
    typing: ['room', 'typing'],
    markRead: ['room', 'seq'],
    createRoom: ['room', 'kind'],
    addMember: ['room', 'userId'],
    removeMember: ['room', 'userId'],
    setRole: ['room', 'userId', 'role'],
    ban: ['userId'],
    unban: ['userId'],
    listBans: [],
    blockUser: ['userId'],
    unblockUser: ['userId'],
    listBlocked: [],
    getUsers: ['userIds'],
    createLink: ['room', 'uses', 'until'],
    listLinks: ['room'],
    revokeLink: ['room', 'link'],
    useLink: ['room', 'link'],
    discoverRooms: [],
    findUsers: ['prefix'],
    setProfile: [],
    requestMyData: ['what'],
    reportMessage: ['room', 'seq'],
    listReports: [],
    adminAudit: [],
    resolveReport: ['room', 'seq'],
    pinMessage: ['room', 'seq'],
    unpinMessage: ['room', 'seq'],
    deleteMessagesOf: ['room', 'userId', 'hours'],
    muteMember: ['room', 'userId', 'until'],
    answerInvitation: ['room', 'accept'],
    listRooms: [],
    listInvitations: [],
    adminStats: [],
    adminFind: ['userId'],
    adminDisconnect: ['userId'],
  };
  const fields = (known[action] ?? ['room']).map(name => [name, FIELDS[name]]);
  return { action, ...Object.fromEntries(fields) };
}
