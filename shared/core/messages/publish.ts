import { randomUUID } from 'node:crypto';
import { directUsers, isDirect, type Published, type PublishRequest } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { noSuchRoom, requireThere, silenced } from '../log/access.ts';
import { floodGuard } from '../log/flood.ts';
import type { Invocation, Log } from '../ports.ts';
import { closeRoom } from '../rooms/close-room.ts';
import { type VetDeps, vetting } from './before-message.ts';
import { type PostMessageDeps, postMessage } from './post-message.ts';

/** No user of a pool has this id: Cognito's are UUIDs. */
export const SERVER = { userId: 'server', name: 'Server' } as const;

/** A server sends into any room, but not into one that nobody could ever read, or where nobody speaks any more. */
function requireHearing(room: string, { kind, archived }: Log, { openRooms }: Settings): void {
  requireThere({ kind });
  if (isDirect(room) ? !directUsers(room) : kind === 'open' && !openRooms) throw noSuchRoom();
  if (archived) throw silenced('This room is archived.');
}

/** The same log, fan-out and rate of the room as a user's message, by a server that holds an API key. */
export async function publish(
  deps: PostMessageDeps & VetDeps,
  { room, text, data, messageId: given, from = SERVER }: PublishRequest,
  invocation: Invocation,
): Promise<Published> {
  const log = await deps.messages.log(room);
  requireHearing(room, log, deps.settings);
  if (log.closing) await closeRoom(deps, room);
  const messageId = given ?? randomUUID();
  // Whatever name it gives: no user can be taken for a server, nor a server for a user.
  const sender = { ...from, server: true as const };
  const content = text === undefined ? { data } : { text };
  const vet = vetting(deps, { type: 'message', room, sender, messageId, ...content }, invocation, async () =>
    requireHearing(room, await deps.messages.log(room), deps.settings),
  );
  const { message, duplicate } = await postMessage(
    deps,
    {
      log,
      draft: { room, messageId, from: sender, ...content },
      firstTry: given === undefined,
      vet,
      guard: floodGuard(deps.settings, deps.clock),
    },
    invocation,
  );
  const { seq, ordinal, epoch, sentAt } = message;
  return { room, seq, ordinal, epoch, messageId, sentAt, duplicate };
}
