/** Each connection's joins and leaves of each room. */
import * as z from 'zod';
import { replies } from '../../../shared/protocol/index.ts';
import { type Call, type Connection, isOk } from './calls.ts';

/** A join or a leave, of one room; `ok` once it was answered so. */
export interface Step {
  readonly asked: number;
  readonly replied: number | undefined;
  readonly ok: boolean;
}

export interface Stay {
  readonly connection: Connection;
  readonly room: string;
  readonly joins: Step[];
  readonly leaves: Step[];
}

const several = z.object({ rooms: z.array(z.unknown()) });
const oneRoom = z.object({ room: z.string() });

const roomsOf = ({ frame }: Call): string[] => {
  const rooms = several.safeParse(frame).data?.rooms ?? [frame];
  return rooms.flatMap(room => oneRoom.safeParse(room).data?.room ?? []);
};

function isJoined(call: Call, room: string): boolean {
  if (call.action === 'joinRoom') return isOk(call);
  const answered = replies.joinRooms.safeParse(call.reply).data?.rooms ?? [];
  return answered.some(one => one.ok && one.room === room);
}

export const stayOf = (stays: ReadonlyMap<string, Stay>, connection: Connection, room: string) =>
  stays.get(`${connection.id} ${room}`);

export function readStays(calls: readonly Call[]): Map<string, Stay> {
  const stays = new Map<string, Stay>();
  for (const call of calls) {
    const { action, connection, asked, replied } = call;
    const isLeave = action === 'leaveRoom';
    if (!isLeave && action !== 'joinRoom' && action !== 'joinRooms') continue;
    for (const room of roomsOf(call)) {
      const key = `${connection.id} ${room}`;
      const stay = stays.get(key) ?? { connection, room, joins: [], leaves: [] };
      stays.set(key, stay);
      const ok = isLeave ? isOk(call) : isJoined(call, room);
      (isLeave ? stay.leaves : stay.joins).push({ asked, replied, ok });
    }
  }
  return stays;
}

/** The leave after which the connection is certainly out at a moment, or undefined if it may be in. */
export const leftBy = ({ joins, leaves }: Stay, index: number): Step | undefined =>
  leaves.findLast(
    leave =>
      leave.ok &&
      (leave.replied ?? index) < index &&
      joins.every(join => join.asked >= index || (join.replied ?? index) < leave.asked),
  );

/** The join since which the connection is certainly in, but for what others did to it; or undefined if it may be out. */
export const joinedBy = ({ joins, leaves }: Stay, index: number): Step | undefined =>
  joins.findLast(
    join =>
      join.ok &&
      (join.replied ?? index) < index &&
      leaves.every(leave => leave.asked >= index || (leave.replied ?? index) < join.asked),
  );
