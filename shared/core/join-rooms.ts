import type { RequestOf, ResultOf } from '../protocol/index.ts';
import { eachRoom } from './each-room.ts';
import { type JoinDeps, join } from './join-room.ts';
import type { Sender } from './ports.ts';

export async function joinRooms(
  deps: JoinDeps,
  sender: Sender,
  { rooms }: RequestOf<'joinRooms'>,
): Promise<ResultOf<'joinRooms'>> {
  return { rooms: await eachRoom(rooms, (item, space) => join(deps, sender, item, space)) };
}
