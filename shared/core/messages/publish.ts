import { randomUUID } from 'node:crypto';
import { directUsers, isDirect, type Published, type PublishRequest } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { noSuchRoom, requireThere, silenced } from '../log/access.ts';
import { floodGuard } from '../log/flood.ts';
import type { Invocation, Log } from '../ports.ts';
import { closeRoom } from '../rooms/close-room.ts';
import { type PostMessageDeps, postMessage } from './post-message.ts';

/** No user of a pool has this id: Cognito's are UUIDs. */
export const SERVER = { userId: 'server', name: 'Server' } as const;

/** A server sends into any room, but not into one that nobody could ever read. */
function requireReadable(room: string, { kind }: Log, { openRooms }: Settings): void {
  if (isDirect(room) ? !directUsers(room) : kind === 'open' && !openRooms) throw noSuchRoom();
}

/** The same log, fan-out and rate of the room as a user's message, by a server that holds an API key. */
export async function publish(
  deps: PostMessageDeps,
  { room, text, data, messageId: given, from = SERVER }: PublishRequest,
  invocation: Invocation,
): Promise<Published> {
  const log = await deps.messages.log(room);
  requireThere(log);
  requireReadable(room, log, deps.settings);
  if (log.archived) throw silenced('This room is archived.');
  if (log.closing) await closeRoom(deps, room);
  const messageId = given ?? randomUUID();
  const { message, duplicate } = await postMessage(
    deps,
    {
      log,
      // Whatever name it gives: no user can be taken for a server, nor a server for a user.
      draft: {
        room,
        messageId,
        from: { ...from, server: true },
        ...(text === undefined ? { data } : { text }),
      },
      firstTry: given === undefined,
      guard: floodGuard(deps.settings, deps.clock),
    },
    invocation,
  );
  const { seq, ordinal, epoch, sentAt } = message;
  return { room, seq, ordinal, epoch, messageId, sentAt, duplicate };
}
