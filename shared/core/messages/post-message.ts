/** Appends a message to a room's log and pushes it: the one way by which users and servers speak. */
import { directUsers } from '../../protocol/index.ts';
import { alongside } from '../alongside.ts';
import { type FanOutDeps, fanOut } from '../fan-out/fan-out.ts';
import { type AppendDeps, type Appended, append, type Draft, type Guard } from '../log/append.ts';
import type { Invocation, Log, RoomStore } from '../ports.ts';
import { messageSent } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { mayRepush, type Repushes } from './repushes.ts';

export type PostMessageDeps = AppendDeps &
  FanOutDeps & { readonly rooms: RoomStore; readonly webhooks: Webhooks; readonly repushes: Repushes };

export interface Posting {
  /** As it was just read. */
  readonly log: Log;
  readonly draft: Draft;
  readonly firstTry: boolean;
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
  const { room, seq } = message;
  // A repeat is told and pushed again, since the first try may have died before; but not each of many at once.
  if (duplicate && !(await mayRepush(deps, message))) return appended;
  // Alongside the fan-out, which mostly takes longer.
  await alongside(deps.webhooks.send([messageSent(message)]), push());
  return appended;

  async function push(): Promise<void> {
    if (seq === 1) await enlist(deps.rooms, room);
    await fanOut(deps, { entry: message, ...(except && { except }) }, invocation);
  }
}

/** Nobody joins a direct room: its first message makes it one of its users' rooms. */
async function enlist(rooms: RoomStore, room: string): Promise<void> {
  await Promise.all(
    (directUsers(room) ?? []).map(userId => rooms.setRole(room, userId, 'member', undefined)),
  );
}
