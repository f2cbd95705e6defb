/** The rules that a deployment may choose. Environment variables, flags, `--context` and the docs all follow this schema. */
import * as z from 'zod/mini';

/** `--context` and the environment hold text. */
const flag = z.union(
  [z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })],
  'is neither true nor false',
);
const wholeNumber = 'is not a whole number';
const fromZero = z.coerce
  .number(wholeNumber)
  .check(z.refine(Number.isSafeInteger, wholeNumber), z.nonnegative(wholeNumber));
const fromOne = fromZero.check(z.positive('is not a positive number'));

const setting = <Schema extends z.ZodMiniType>(
  schema: Schema,
  initial: z.util.NoUndefined<z.output<Schema>>,
  description: string,
) => {
  const made = z._default(schema, initial);
  z.globalRegistry.add(made, { description });
  return made;
};

/**
 * What users may do so often a day (UTC): one user, and all of them together. The settings, the counters, the refusals and what
 * the console shows follow this table. `ofUser` and `ofAll` name the settings.
 */
export const QUOTAS = {
  rooms: {
    doing: 'create',
    reason: 'ROOMS_PER_DAY',
    ofUser: 'roomsPerDay',
    ofAll: 'allRoomsPerDay',
    // an assistant that opens one for each conversation is no flood
    most: 1_000,
  },
  invitations: {
    doing: 'send',
    reason: 'INVITATIONS_PER_DAY',
    ofUser: 'invitationsPerDay',
    ofAll: 'allInvitationsPerDay',
    most: 100,
  },
} as const;
export type QuotaName = keyof typeof QUOTAS;
export const QUOTA_NAMES: readonly QuotaName[] = ['rooms', 'invitations'];

const daily = (name: QuotaName, who: string, most: number) => {
  const what = name[0]?.toUpperCase() + name.slice(1);
  return setting(fromZero, most, `${what} that ${who} may ${QUOTAS[name].doing} a day (UTC). 0: no limit.`);
};
const ofUser = (name: QuotaName) => daily(name, 'a user', QUOTAS[name].most);
/** Off, they cost no write. */
const ofAll = (name: QuotaName) => daily(name, 'all users together', 0);

/** For every function that works on rooms or connections. */
export const ROOM_SETTINGS = z.object({
  openRooms: setting(flag, true, 'Whether a room that nobody created may be joined.'),
  // who is there is then read, by a join, in 1.5 units
  presenceLimit: setting(
    fromZero,
    80,
    'Rooms with more connections than this see no joins, leaves, typing and read marks. 0: none does.',
  ),
  // SQS delays no message for longer than 15 minutes
  leaveDelaySeconds: setting(
    fromZero.check(z.maximum(600, 'is more than 600')),
    15,
    'Seconds in which a user who drops out may come back without anybody being told. 0: every leave is told at once.',
  ),
  directLimit: setting(
    fromZero,
    100,
    'Rooms with more connections than this are large: a pump posts to them, several messages a frame.',
  ),
  roomsPerConnection: setting(fromOne, 200, 'Rooms that one connection may be in at once.'),
  directMembership: setting(
    flag,
    false,
    'Whether users become members as soon as they are added, rather than once they accept. Not those who left before.',
  ),
  roomDirectory: setting(
    flag,
    false,
    'Whether users find public rooms without knowing their ids, with their topics and sizes.',
  ),
  userDirectory: setting(
    flag,
    false,
    'Whether users find each other by how their user names begin. Those are listed who have connected since.',
  ),
  dataRequests: setting(
    flag,
    false,
    'Whether users may ask for a copy of all that is theirs, and for its erasure. An administrator decides.',
  ),
  roomsPerDay: ofUser('rooms'),
  invitationsPerDay: ofUser('invitations'),
  allRoomsPerDay: ofAll('rooms'),
  allInvitationsPerDay: ofAll('invitations'),
  auditDays: setting(
    fromZero,
    365,
    'Days for which it is kept who moderated and administered what. 0: for ever.',
  ),
  removedDays: setting(
    fromZero,
    30,
    'Days for which a room’s moderators see what was removed of others’ messages. 0: not at all.',
  ),
  // far below a room's, so that one sender can't use it up
  senderMessagesPerSecond: setting(
    fromZero,
    10,
    'Messages a second that one sender may send into one room. 0: no limit.',
  ),
  // as Ably's channels take
  roomMessagesPerSecond: setting(
    fromZero,
    50,
    'Messages a second that one room takes from all senders, over ten seconds. 0: no limit.',
  ),
  allConnections: setting(
    fromZero,
    0,
    'Connections that all users together may have, as the sweeper counted them; one more is refused. 0: no limit.',
  ),
  connectionsPerUser: setting(
    fromZero,
    20,
    'Connections that a user may have; one more closes the oldest. 0: no limit.',
  ),
});

/** For the functions that hand messages to large rooms. */
export const FAN_OUT_SETTINGS = z.object({
  roomFramesPerSecond: setting(
    fromOne,
    4,
    'Frames a second that a connection is sent from one large room; faster messages share frames.',
  ),
  awaySeconds: setting(
    fromZero,
    7,
    'Seconds between two frames from a large room to a connection that has it out of view. 0: as to everyone else.',
  ),
  roomPostsPerSecond: setting(
    fromOne,
    4_000,
    'Posts a second to one large room. Raise it with the quota of the account.',
  ),
  // half of an account's default quota
  pumpPostsPerSecond: setting(
    fromZero,
    5_000,
    'Posts a second to all large rooms; what the quota leaves is for all else. 0: no limit.',
  ),
  segmentConnections: setting(fromOne, 1_000, 'Connections of a large room that one invocation posts to.'),
  // renewed three times in that time
  pumpLeaseSeconds: setting(
    fromOne,
    1,
    'Seconds without a sign of life after which another invocation takes over a room.',
  ),
});

const MOST_WORDS = 200;
/** The variables of a Lambda function may have 4 KB together. */
const WORDS_LENGTH = 2_000;

/** For the functions that take messages and edits. */
export const MESSAGE_SETTINGS = z.object({
  messageHook: setting(
    z
      .string()
      .check(
        z.regex(
          /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w-]{1,64}(?::[\w-]{1,128})?$|^$/,
          'is no function',
        ),
      ),
    '',
    'A Lambda function of your own that is asked about each message: its name, or its ARN. Empty: none.',
  ),
  messageHookMs: setting(
    fromOne.check(z.maximum(5_000, 'is more than 5000')),
    1_000,
    'Milliseconds that it may take.',
  ),
  messageHookFailOpen: setting(
    flag,
    false,
    'Whether a message is stored as it is if that function fails; if not, its sender is to send it again.',
  ),
  blockedWords: setting(
    z.pipe(
      z.pipe(
        z.string().check(z.maxLength(WORDS_LENGTH, `is longer than ${WORDS_LENGTH} characters`)),
        z.transform(text => text.split(',').flatMap(word => word.trim() || [])),
      ),
      z
        .array(z.string().check(z.regex(/^[\p{L}\p{M}\p{N}]+$/u, 'is not of single words between commas')))
        .check(z.maxLength(MOST_WORDS, `is more than ${MOST_WORDS} words`)),
    ),
    [],
    'Words that no message may have, between commas: compared whole, in capitals or not.',
  ),
  links: setting(
    z.enum(['allowed', 'members', 'none'], 'is none of allowed, members and none'),
    'allowed',
    'Who may send links: all, members of the room, or nobody.',
  ),
});

export const SETTINGS = z.object({
  ...ROOM_SETTINGS.shape,
  ...FAN_OUT_SETTINGS.shape,
  ...MESSAGE_SETTINGS.shape,
});
export type Settings = Readonly<z.infer<typeof SETTINGS>>;
export type SettingName = keyof Settings;

export const SETTING_NAMES: readonly SettingName[] = z.keyof(SETTINGS).options;
export const DEFAULT_SETTINGS: Settings = SETTINGS.parse({});

/** Whether those who drop out have time to come back: only where anybody is told at all. */
export const putsOffLeaves = ({ leaveDelaySeconds, presenceLimit }: Settings): boolean =>
  leaveDelaySeconds > 0 && presenceLimit > 0;

/** What the pages are told, in config.json: otherwise they would offer what is refused. */
export const pageSettings = ({ roomDirectory, userDirectory, dataRequests }: Settings) => ({
  roomDirectory,
  userDirectory,
  dataRequests,
});

/** The variable that a function reads a setting from: `openRooms` is in `OPEN_ROOMS`. */
export const variableOf = (name: SettingName): string =>
  name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase();

/** An unset or empty variable leaves the default; a wrong value stops the function at its start. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(SETTING_NAMES.map(name => [name, env[variableOf(name)] || undefined]));
  const parsed = SETTINGS.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = SETTING_NAMES.flatMap(name =>
    parsed.error.issues
      .filter(({ path }) => path[0] === name)
      .map(({ message }) => `${variableOf(name)}=${given[name]} ${message}`),
  );
  throw new Error(wrong.join('; '));
}
