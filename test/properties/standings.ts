/**
 * Who belongs to the private rooms. Between two phases nothing is under way, and the store tells; within a phase only those
 * are certain whose place nobody began to change.
 */
import type { MemberRole } from '../../shared/protocol/index.ts';
import type { Truth } from './backend.ts';
import { DIRECT, DIRECT_USERS, OWNED, type OwnedRoom, type RoomName, USERS } from './script.ts';

type Standing = 'in' | 'out' | 'unsure';

/** What a reply said of somebody's place. */
interface Told {
  readonly what: 'created' | 'accepted' | 'removed';
  readonly room: OwnedRoom;
  readonly user: string;
}

export interface Standings {
  of(user: string, room: RoomName): Standing;
  /** At the start of the phase. */
  isOpen(room: RoomName): boolean;
  isOwner(user: string, room: OwnedRoom): boolean;
  /** Whether they were ever told to have a place, or were never told: one who has resigned since is no stranger. */
  mayHaveBeenIn(user: string, room: RoomName): boolean;
  /** Somebody begins to change a place, or everybody's. Call what it returns with what was told, or never. */
  change(what: Told['what'], room: OwnedRoom, user: string): (isDone: boolean) => void;
  /** After a phase: looks whether what was told is so, and what is certain now. */
  renew(truth: Truth): Promise<void>;
}

interface State {
  owner: string | undefined;
  /** Its creation was cut off: the first who speaks or comes puts out who was in there before. */
  readonly closing: boolean;
  readonly roles: Map<string, MemberRole>;
}

const isOwned = (room: RoomName): room is OwnedRoom => OWNED.some(owned => owned === room);
const users = [...new Set(USERS)];

export function createStandings(violated: (what: string) => void): Standings {
  const states = new Map<OwnedRoom, State>();
  /** Begun in this phase. */
  let begun: Told[] = [];
  let told: Told[] = [];
  /** Begun, and never answered: half of it may be done, for good. */
  const unanswered = new Set<Told>();

  const admitted: Told[] = [];

  const concerns = (change: Told, user: string, room: RoomName) =>
    change.room === room && (change.what === 'created' || change.user === user);
  const isChanging = (user: string, room: RoomName) =>
    begun.some(change => concerns(change, user, room)) || isBroken(user, room);
  const isBroken = (user: string, room: RoomName) =>
    [...unanswered].some(change => concerns(change, user, room));

  async function look(truth: Truth, room: OwnedRoom): Promise<State> {
    const created = await truth.room(room);
    const roles = new Map<string, MemberRole>();
    for (const user of users) {
      const role = await truth.role(room, user);
      if (role) roles.set(user, role);
    }
    return { owner: created?.createdBy, closing: created?.closing ?? false, roles };
  }

  /** @param others what else was begun in the phase and would undo it */
  function check({ what, room, user }: Told, { owner, roles }: State): void {
    const crossed = begun.some(
      change => change.user === user && change.room === room && change.what !== what,
    );
    if (what === 'created' && owner !== user)
      violated(`${user} was told to own ${room}, which is ${owner}'s`);
    if (what === 'accepted' && !crossed && !roles.has(user))
      violated(`${user} was told to be a member of ${room}, and is none`);
    if (what === 'removed' && !crossed && roles.has(user))
      violated(`${user} was removed from ${room}, and is ${roles.get(user)} there`);
  }

  return {
    of(user, room) {
      if (room === DIRECT) return DIRECT_USERS.includes(user) ? 'in' : 'out';
      if (!isOwned(room)) return 'in';
      if (isChanging(user, room)) return 'unsure';
      const { owner, roles } = states.get(room) ?? { owner: undefined, roles: new Map() };
      return owner === undefined || roles.has(user) ? 'in' : 'out';
    },
    isOpen: room => !isOwned(room) || states.get(room)?.owner === undefined,
    isOwner: (user, room) => states.get(room)?.owner === user && !isChanging(user, room),
    mayHaveBeenIn: (user, room) =>
      [...admitted, ...unanswered].some(
        change => change.room === room && change.user === user && change.what !== 'removed',
      ),
    change(what, room, user) {
      const change = { what, room, user };
      begun.push(change);
      unanswered.add(change);
      return isDone => {
        unanswered.delete(change);
        if (isDone) told.push(change);
        if (isDone && what !== 'removed') admitted.push(change);
      };
    },
    async renew(truth) {
      for (const room of OWNED) {
        const before = states.get(room);
        const after = await look(truth, room);
        states.set(room, after);
        for (const one of told) if (one.room === room) check(one, after);
        for (const user of users)
          if (before && !isChanging(user, room) && before.roles.has(user) !== after.roles.has(user))
            violated(`${user} is ${after.roles.get(user) ?? 'none'} in ${room}, and nobody changed that`);
      }
      begun = [];
      told = [];
      for (const room of OWNED) {
        const { owner, closing, roles } = states.get(room) ?? { owner: undefined };
        if (owner === undefined || closing) continue;
        for (const { userId } of await truth.subscribers(room))
          if (!roles?.has(userId) && !isBroken(userId, room))
            violated(`${userId} is subscribed to ${room} without a place in it`);
      }
    },
  };
}
