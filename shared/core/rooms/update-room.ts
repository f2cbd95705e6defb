import {
  anyRoomDetails,
  type RequestOf,
  type ResultOf,
  type RoomDetails,
  type User,
} from '../../protocol/index.ts';
import { type FanOutDeps, fanOut } from '../fan-out/fan-out.ts';
import { type AppendDeps, appendRoomChanged } from '../log/append.ts';
import type { Invocation, RoomStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { byOf } from './members.ts';
import type { RoomDetailsStore } from './ports.ts';
import { crossed, forbidden, RANK, standing } from './rank.ts';

export type UpdateRoomDeps = AppendDeps &
  FanOutDeps & { readonly rooms: RoomStore; readonly details: RoomDetailsStore; readonly rates: Rates };

/** Its version is counted for it. */
type Change = (before: RoomDetails) => RoomDetails;
type Wanted = Omit<RequestOf<'updateRoom'>, 'action' | 'id' | 'room'>;

/** Of several who change a room at once, each sees what the one before has written. */
const TRIES = 5;

/**
 * Changes what a room says of itself and who may speak in it, and tells everyone who is there by an entry of its log. The
 * details are whole in each entry and have a version, so that none can be applied in the wrong order. If it was cut off,
 * ask again: what is there already is told again.
 */
export async function updateRoom(
  deps: UpdateRoomDeps,
  sender: Sender,
  { room, id: _id, action: _action, ...wanted }: RequestOf<'updateRoom'>,
  invocation: Invocation,
): Promise<ResultOf<'updateRoom'>> {
  deps.rates.take(sender.userId, 'update');
  const { role } = await standing(deps.rooms, room, sender);
  if (RANK[role] < RANK.moderator) throw forbidden('Only the owner and moderators change a room.');
  if (wanted.archived !== undefined && role !== 'owner')
    throw forbidden('Only the owner archives a room, and opens it again.');
  await deps.rates.takeShared(sender.userId, 'update', Number.POSITIVE_INFINITY);
  return changeDetails(deps, byOf(sender), room, before => changed(before, wanted), invocation);
}

/** Once it is known that the user may, and not too often. */
export async function changeDetails(
  deps: Omit<UpdateRoomDeps, 'rates' | 'rooms'>,
  by: User,
  room: string,
  change: Change,
  invocation: Invocation,
): Promise<ResultOf<'updateRoom'>> {
  const details = await write(deps, room, change);
  const log = await deps.messages.log(room);
  const draft = { type: 'room' as const, room, by, details };
  const entry = await appendRoomChanged(deps, { log, draft }, invocation);
  // The sender's own connection too: to the client it is an entry as any other.
  await fanOut(deps, { entry }, invocation);
  const { seq, epoch, changedAt } = entry;
  return { room, seq, epoch, changedAt, details };
}

async function write(
  { details }: Pick<UpdateRoomDeps, 'details'>,
  room: string,
  change: Change,
): Promise<RoomDetails> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = (await details.read(room)) ?? { version: 0 };
    const after = { ...change(before), version: before.version + 1 };
    if (!(await details.write(room, after))) continue;
    await details.setRules(room, after);
    return after;
  }
  throw crossed('room');
}

/** `null` takes a field away, and so do false and 0 of a rule. */
function changed(
  before: RoomDetails,
  { readOnly, archived, slowModeSeconds, ...wanted }: Wanted,
): RoomDetails {
  const rules = Object.entries({ readOnly, archived, slowModeSeconds }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value || null] as const],
  );
  const fields = Object.entries({ ...before, ...wanted, ...Object.fromEntries(rules) });
  const kept = fields.filter(([, value]) => value !== null);
  return anyRoomDetails.parse(Object.fromEntries(kept));
}
