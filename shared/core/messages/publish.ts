import { randomUUID } from 'node:crypto';
import { directUsers, isDirect, type Published, type PublishRequest } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { noSuchRoom } from '../log/access.ts';
import type { Invocation, Log } from '../ports.ts';
import { type PostMessageDeps, postMessage } from './post-message.ts';

/** No user of a pool has this id: Cognito's are UUIDs. */
const SERVER = { userId: 'server', name: 'Server' } as const;

/** A server sends into any room, but not into one that nobody could ever read. */
function requireReadable(room: string, { kind }: Log, { openRooms }: Settings): void {
  if (isDirect(room) ? !directUsers(room) : kind === 'open' && !openRooms) throw noSuchRoom();
}

/** The same log and the same fan-out as a user's message, by a server that holds an API key, at any rate. */
export async function publish(
  deps: PostMessageDeps,
  { room, text, data, messageId: given, from = SERVER }: PublishRequest,
  invocation: Invocation,
): Promise<Published> {
  const log = await deps.messages.log(room);
  requireReadable(room, log, deps.settings);
  const messageId = given ?? randomUUID();
  const { message, duplicate } = await postMessage(
    deps,
    {
      log,
      draft: { room, messageId, from, ...(text === undefined ? { data } : { text }) },
      firstTry: given === undefined,
    },
    invocation,
  );
  const { seq, ordinal, epoch, sentAt } = message;
  return { room, seq, ordinal, epoch, messageId, sentAt, duplicate };
}
