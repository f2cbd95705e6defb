/** Appends a message to a room's log and pushes it: the one way by which users and servers speak. */
import { directUsers } from '../../protocol/index.ts';
import { alongside } from '../alongside.ts';
import { type FanOutDeps, fanOut } from '../fan-out/fan-out.ts';
import { type AppendDeps, type Appended, append, type Draft, type Guard, type Vet } from '../log/append.ts';
import type { Invocation, Log, RoomStore } from '../ports.ts';
import { noteActivity } from '../rooms/activity.ts';
import { messageSent } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { pushAgain, type Repushes } from './repushes.ts';

export type PostMessageDeps = AppendDeps &
  FanOutDeps & { readonly rooms: RoomStore; readonly webhooks: Webhooks; readonly repushes: Repushes };

export interface Posting {
  /** As it was just read. */
  readonly log: Log;
  readonly draft: Draft;
  readonly firstTry: boolean;
  readonly vet?: Vet | undefined;
  readonly guard?: Guard;
  /** The connection that is told by a reply. */
  readonly except?: string;
}

export async function postMessage(
  deps: PostMessageDeps,
  { except, ...posting }: Posting,
  invocation: Invocation,
): Promise<Appended> {
  const appended = await append(deps, posting, invocation);
  const { message, duplicate } = appended;
  await (duplicate ? pushAgain(deps, message, tell) : tell());
  return appended;

  // Webhooks alongside the fan-out, which mostly takes longer.
  function tell(): Promise<void> {
    return alongside(deps.webhooks.send([messageSent(message)]), alongside(noted(), push()));
  }

  async function noted(): Promise<void> {
    if (!duplicate) await noteActivity(deps, message.room, posting.log, message.sentAt);
  }

  async function push(): Promise<void> {
    if (posting.log.kind === 'dm' && !posting.log.settled) await enlist(deps, message.room);
    await fanOut(deps, { entry: message, isRepeat: duplicate, ...(except && { except }) }, invocation);
  }
}

/** Nobody joins a direct room: its first message makes it one of its users' rooms, or the next if that one was cut off. */
export async function enlist(
  { rooms, messages }: Pick<PostMessageDeps, 'rooms' | 'messages'>,
  room: string,
): Promise<void> {
  await Promise.all(
    (directUsers(room) ?? []).map(userId => rooms.setRole(room, userId, 'member', undefined)),
  );
  await messages.claim(room);
}
