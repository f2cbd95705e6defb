/** The rules that a deployment may choose. Environment variables, flags, `--context` and the docs all follow this schema. */
import * as z from 'zod';

/** `--context` and the environment hold text. */
const flag = z.union(
  [z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })],
  'is neither true nor false',
);
const fromZero = z.coerce
  .number('is not a whole number')
  .int('is not a whole number')
  .nonnegative('is not a whole number');
const fromOne = fromZero.positive('is not a positive number');

/** For every function that works on rooms or connections. */
export const ROOM_SETTINGS = z.object({
  openRooms: flag.default(true).describe('Whether a room that nobody created may be joined.'),
  presenceLimit: fromZero
    .default(80) // who is there is then read, by a join, in 1.5 units
    .describe(
      'Rooms with more connections than this see no joins, leaves, typing and read marks. 0: none does.',
    ),
  leaveDelaySeconds: fromZero
    .max(600, 'is more than 600') // SQS delays no message for longer than 15 minutes
    .default(15)
    .describe(
      'Seconds in which a user who drops out may come back without anybody being told. 0: every leave is told at once.',
    ),
  directLimit: fromZero
    .default(100)
    .describe(
      'Rooms with more connections than this are large: a pump posts to them, several messages a frame.',
    ),
  roomsPerConnection: fromOne.default(200).describe('Rooms that one connection may be in at once.'),
  directMembership: flag
    .default(false)
    .describe(
      'Whether users become members as soon as they are added, rather than once they accept. Not those who left before.',
    ),
  roomDirectory: flag
    .default(false)
    .describe('Whether users find public rooms without knowing their ids, with their topics and sizes.'),
  userDirectory: flag
    .default(false)
    .describe(
      'Whether users find each other by how their user names begin. Those are listed who have connected since.',
    ),
  invitationsPerDay: fromOne.default(100).describe('Invitations that one user may send a day.'),
  auditDays: fromZero
    .default(365)
    .describe('Days for which it is kept who moderated and administered what. 0: for ever.'),
  senderMessagesPerSecond: fromZero
    .default(10) // far below a room's, so that one sender can't use it up
    .describe('Messages a second that one sender may send into one room. 0: no limit.'),
  roomMessagesPerSecond: fromZero
    .default(50) // as Ably's channels take
    .describe('Messages a second that one room takes from all senders, over ten seconds. 0: no limit.'),
  connectionsPerUser: fromZero
    .default(20)
    .describe('Connections that a user may have; one more closes the oldest. 0: no limit.'),
});

/** For the functions that hand messages to large rooms. */
export const FAN_OUT_SETTINGS = z.object({
  roomFramesPerSecond: fromOne
    .default(4)
    .describe('Frames a second that a connection is sent from one large room; faster messages share frames.'),
  awaySeconds: fromZero
    .default(7)
    .describe(
      'Seconds between two frames from a large room to a connection that has it out of view. 0: as to everyone else.',
    ),
  roomPostsPerSecond: fromOne
    .default(4_000)
    .describe('Posts a second to one large room. Raise it with the quota of the account.'),
  pumpPostsPerSecond: fromZero
    .default(5_000) // half of an account's default quota
    .describe('Posts a second to all large rooms; what the quota leaves is for all else. 0: no limit.'),
  segmentConnections: fromOne
    .default(1_000)
    .describe('Connections of a large room that one invocation posts to.'),
  pumpLeaseSeconds: fromOne
    .default(1) // renewed three times in that time
    .describe('Seconds without a sign of life after which another invocation takes over a room.'),
});

const MOST_WORDS = 200;
/** The variables of a Lambda function may have 4 KB together. */
const WORDS_LENGTH = 2_000;

/** For the functions that take messages and edits. */
export const MESSAGE_SETTINGS = z.object({
  messageHook: z
    .string()
    .regex(
      /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w-]{1,64}(?::[\w-]{1,128})?$|^$/,
      'is no function',
    )
    .default('')
    .describe(
      'A Lambda function of your own that is asked about each message: its name, or its ARN. Empty: none.',
    ),
  messageHookMs: fromOne
    .max(5_000, 'is more than 5000')
    .default(1_000)
    .describe('Milliseconds that it may take.'),
  messageHookFailOpen: flag
    .default(false)
    .describe(
      'Whether a message is stored as it is if that function fails; if not, its sender is to send it again.',
    ),
  blockedWords: z
    .string()
    .max(WORDS_LENGTH, `is longer than ${WORDS_LENGTH} characters`)
    .transform(text => text.split(',').flatMap(word => word.trim() || []))
    .pipe(
      z
        .array(z.string().regex(/^[\p{L}\p{M}\p{N}]+$/u, 'is not of single words between commas'))
        .max(MOST_WORDS, `is more than ${MOST_WORDS} words`),
    )
    .default([])
    .describe('Words that no message may have, between commas: compared whole, in capitals or not.'),
  links: z
    .enum(['allowed', 'members', 'none'], 'is none of allowed, members and none')
    .default('allowed')
    .describe('Who may send links: all, members of the room, or nobody.'),
});

export const SETTINGS = z.object({
  ...ROOM_SETTINGS.shape,
  ...FAN_OUT_SETTINGS.shape,
  ...MESSAGE_SETTINGS.shape,
});
export type Settings = Readonly<z.infer<typeof SETTINGS>>;
export type SettingName = keyof Settings;

export const SETTING_NAMES: readonly SettingName[] = SETTINGS.keyof().options;
export const DEFAULT_SETTINGS: Settings = SETTINGS.parse({});

/** Whether those who drop out have time to come back: only where anybody is told at all. */
export const putsOffLeaves = ({ leaveDelaySeconds, presenceLimit }: Settings): boolean =>
  leaveDelaySeconds > 0 && presenceLimit > 0;

/** What the pages are told, in config.json: otherwise they would offer what is refused. */
export const pageSettings = ({ roomDirectory, userDirectory }: Settings) => ({
  roomDirectory,
  userDirectory,
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
