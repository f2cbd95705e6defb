import pMap from 'p-map';
import { isDirect, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Clock, ConnectionStore, MessageStore, RoomStore, Sender } from '../ports.ts';
import { roomLeft } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';

export interface CreateRoomDeps {
  readonly connections: ConnectionStore;
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
}

const taken = () => new ProtocolError('CONFLICT', 'This room id is taken.');

/** The creator owns the room. Asking again for the same room, as after a lost reply, is answered as the first time. */
export async function createRoom(
  deps: CreateRoomDeps,
  { userId }: Sender,
  { room, kind, members = [] }: RequestOf<'createRoom'>,
): Promise<ResultOf<'createRoom'>> {
  if (isDirect(room)) throw new ProtocolError('FORBIDDEN', 'A direct room is not created: send to it.');
  const log = await deps.messages.log(room);
  // An open room with a conversation in it belongs to those who had it.
  if (log.kind === 'open' && log.head > 0) throw taken();
  const created = await deps.rooms.create(room, { kind, createdBy: userId, createdAt: deps.clock.now() });
  if (created.createdBy !== userId || created.kind !== kind) throw taken();
  await deps.rooms.setRole(room, userId, 'owner');
  const others = [...new Set(members)].filter(member => member !== userId);
  await pMap(others, member => addUnlessThere(deps.rooms, room, member), { concurrency: 10 });
  if (kind === 'private') await removeStrangers(deps, room, new Set([userId, ...others]));
  return { room, kind, createdAt: created.createdAt };
}

/** Where it is asked again, a member may have become a moderator meanwhile. */
async function addUnlessThere(rooms: RoomStore, room: string, userId: string): Promise<void> {
  if (!(await rooms.role(room, userId))) await rooms.setRole(room, userId, 'member');
}

/** Whoever joined while the room was nobody's, and was not added meanwhile. */
async function removeStrangers(
  { connections, rooms, clock, webhooks }: CreateRoomDeps,
  room: string,
  members: ReadonlySet<string>,
): Promise<void> {
  for await (const page of connections.subscribers(room)) {
    const others = page.filter(({ userId }) => !members.has(userId));
    await pMap(
      others,
      async stranger => {
        const { userId, connectionId } = stranger;
        if (await rooms.role(room, userId)) return;
        if (await connections.unsubscribe(userId, connectionId, room))
          await webhooks.send([roomLeft(room, stranger, clock.now())]);
      },
      { concurrency: 10 },
    );
  }
}
