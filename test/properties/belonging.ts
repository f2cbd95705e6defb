/** What a client does with private rooms and who belongs to them. */
import type { Client } from './client.ts';
import { MEMBERS, type OwnedRoom } from './script.ts';

/** One who is no owner may lack the role, or be a stranger; a member can't be added or removed twice at one instant. */
const LACKS = ['FORBIDDEN', 'NOT_FOUND'];
/** Somebody owns it, or has spoken in it. */
const TAKEN = ['CONFLICT'];

/** Creates a private room over an open one, in which others may be speaking. */
export async function create(client: Client, room: OwnedRoom): Promise<void> {
  const { place, user, world } = client;
  if (!place) return;
  const told = world.standings.change('created', room, user);
  const members = MEMBERS.filter(member => member !== user);
  const reply = await client.ask(
    place,
    'createRoom',
    () => ({ room, kind: 'private', members }),
    room,
    TAKEN,
  );
  // Refused, it may have been done all the same by a try that died.
  if (place.open) told(reply !== undefined);
}

export async function invite(
  client: Client,
  room: OwnedRoom,
  userId: string,
  role: 'member' | 'moderator',
): Promise<void> {
  const { place, user, world } = client;
  if (!place) return;
  const allowed = world.standings.isOwner(user, room) ? [] : LACKS;
  await client.ask(place, 'addMember', () => ({ room, userId, role }), room, allowed);
}

export async function answer(client: Client, room: OwnedRoom, accept: boolean): Promise<void> {
  const { place, user, world } = client;
  if (!place) return;
  const fields = () => ({ room, accept });
  // There may be no invitation.
  if (!accept) return void (await client.ask(place, 'answerInvitation', fields, room, LACKS));
  const told = world.standings.change('accepted', room, user);
  const reply = await client.ask(place, 'answerInvitation', fields, room, LACKS);
  if (place.open) told(reply !== undefined);
}

/** Puts a member out; oneself: leaves for good. */
export async function remove(client: Client, room: OwnedRoom, userId: string): Promise<void> {
  const { place, user, world } = client;
  if (!place) return;
  const isOwner = world.standings.isOwner(user, room) && userId !== user;
  const told = world.standings.change('removed', room, userId);
  const reply = await client.ask(
    place,
    'removeMember',
    () => ({ room, userId }),
    room,
    isOwner ? ['UNAVAILABLE'] : LACKS,
  );
  if (place.open) told(reply !== undefined);
}
