/** What five clients do in five rooms, at random. */
import fc from 'fast-check';

/** Nobody created `square` and `hall`; somebody may create `attic`. `den` is private from the start. The last is direct. */
export const ROOMS = ['square', 'hall', 'den', 'attic', 'dm:ann:ben'] as const;
export type RoomName = (typeof ROOMS)[number];
export type OwnedRoom = 'den' | 'attic';
export const OWNED = ['den', 'attic'] as const satisfies readonly OwnedRoom[];
export const DIRECT: RoomName = 'dm:ann:ben';
export const DIRECT_USERS: readonly string[] = ['ann', 'ben'];
/** The first two are devices of one user. */
export const USERS = ['ann', 'ann', 'ben', 'cy', 'stranger'] as const;
/** Of the den, at the start. */
export const OWNER = 'ben';
export const MEMBERS: readonly string[] = ['ann', 'cy'];
/** As few as show what one of them does not know of the other. */
export const CONTAINERS = 2;

export type Command =
  | { readonly do: 'join' | 'leave' | 'look'; readonly room: RoomName }
  /** `waits`: for the reply, before the next command. */
  | { readonly do: 'send'; readonly room: RoomName; readonly waits: boolean }
  /** Sends one of the user's messages again. */
  | { readonly do: 'repeat'; readonly nth: number; readonly waits: boolean }
  /** Changes one of the user's messages; two of their devices may do so at once. */
  | { readonly do: 'edit' | 'delete'; readonly nth: number; readonly waits: boolean }
  | { readonly do: 'create' }
  | {
      readonly do: 'invite';
      readonly room: OwnedRoom;
      readonly user: string;
      readonly role: 'member' | 'moderator';
    }
  | { readonly do: 'answer'; readonly room: OwnedRoom; readonly accept: boolean }
  | { readonly do: 'remove'; readonly room: OwnedRoom; readonly user: string }
  /** Leaves a private room for good. */
  | { readonly do: 'resign'; readonly room: OwnedRoom }
  /** The socket is gone; its $disconnect is lost, or comes. */
  | { readonly do: 'drop' | 'close' }
  /** A new connection, which resumes every room from its cursor. `slow`: for so long $connect is through, and the upgrade is not. */
  | { readonly do: 'reconnect'; readonly livesSeconds: number; readonly slow: number }
  /** The next post to the client is answered 410, though its connection lives. */
  | { readonly do: 'false-gone' }
  /** All that a container has under way ends at once, between two calls. */
  | { readonly do: 'kill'; readonly container: number }
  /** A container's wall clock from now on differs by so much from the true time. */
  | { readonly do: 'step'; readonly container: number; readonly seconds: number };

/** What happens side by side, between two moments at which nothing is under way. */
interface Phase {
  /** How much time passes before. */
  readonly seconds: number;
  readonly moves: readonly Move[];
}

export interface Script {
  /** Rooms with more connections are pumped. */
  readonly directLimit: number;
  readonly livesSeconds: readonly number[];
  readonly phases: readonly Phase[];
}

const LIVES_SECONDS = 7_200;
/** Far less than the window in which a repeat is found. */
const MOST_SKEW_SECONDS = 60;

const room = fc.constantFrom(...ROOMS);
const owned = fc.constantFrom(...OWNED);
const user = fc.constantFrom(...new Set(USERS));
const waits = fc.boolean();
const nth = fc.nat(20);
const container = fc.nat(CONTAINERS - 1);
const livesSeconds = fc.oneof(fc.integer({ min: 5, max: 120 }), fc.constant(LIVES_SECONDS));
const slow = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }));
const is = <Name extends Command['do']>(name: Name) => fc.constant(name);

const ordinary: fc.WeightedArbitrary<Command>[] = [
  { weight: 6, arbitrary: fc.record({ do: is('join'), room }) },
  { weight: 12, arbitrary: fc.record({ do: is('send'), room, waits }) },
  { weight: 5, arbitrary: fc.record({ do: is('repeat'), nth, waits }) },
  { weight: 4, arbitrary: fc.record({ do: is('edit'), nth, waits }) },
  { weight: 2, arbitrary: fc.record({ do: is('delete'), nth, waits }) },
  { weight: 2, arbitrary: fc.record({ do: is('leave'), room }) },
  { weight: 1, arbitrary: fc.record({ do: is('look'), room }) },
  { weight: 2, arbitrary: fc.record({ do: is('create') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: is('invite'),
      room: owned,
      user,
      role: fc.constantFrom('member' as const, 'moderator' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: is('answer'),
      room: owned,
      accept: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: is('remove'), room: owned, user }) },
  { weight: 1, arbitrary: fc.record({ do: is('resign'), room: owned }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'close' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: is('reconnect'), livesSeconds, slow }) },
  { weight: 1, arbitrary: fc.record({ do: is('false-gone') }) },
];
const faults: fc.WeightedArbitrary<Command>[] = [
  { weight: 5, arbitrary: fc.record({ do: is('kill'), container }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: is('step'),
      container,
      seconds: fc.integer({ min: -MOST_SKEW_SECONDS, max: MOST_SKEW_SECONDS }),
    }),
  },
];

interface Move {
  readonly client: number;
  readonly command: Command;
}

const waiting = { waits: false } as const;
const both = (...moves: Move[]): readonly Move[] => moves;
const client = fc.nat(USERS.length - 1);
const owner = USERS.indexOf(OWNER);
/** A member of the den and their client. */
const member = fc.constantFrom(
  ...USERS.flatMap((name, nth) => (MEMBERS.includes(name) ? [{ name, nth }] : [])),
);

/** Two that aim at each other: by chance alone they would rarely meet. */
const crossing: fc.Arbitrary<readonly Move[]> = fc.oneof(
  fc
    .record({ member, what: fc.constantFrom('join' as const, 'send' as const) })
    .map(({ member: { name, nth: theirs }, what }) =>
      both(
        { client: theirs, command: { do: what, room: 'den', ...waiting } },
        { client: owner, command: { do: 'remove', room: 'den', user: name } },
      ),
    ),
  fc
    .record({ creator: client, sender: client, joined: fc.boolean() })
    .map(({ creator, sender, joined }) =>
      both(
        ...(joined ? [{ client: sender, command: { do: 'join', room: 'attic' } } as const] : []),
        { client: sender, command: { do: 'send', room: 'attic', ...waiting } },
        { client: creator, command: { do: 'create' } },
      ),
    ),
  // The devices of one user.
  fc
    .record({ nth, what: fc.constantFrom('edit' as const, 'delete' as const) })
    .map(({ nth: message, what }) =>
      both(
        { client: 0, command: { do: 'edit', nth: message, ...waiting } },
        { client: 1, command: { do: what, nth: message, ...waiting } },
      ),
    ),
  fc
    .record({ client, to: room, slow: fc.integer({ min: 5, max: 30 }) })
    .map(({ client: sender, to, slow: turns }) =>
      both(
        { client: 0, command: { do: 'reconnect', livesSeconds: LIVES_SECONDS, slow: turns } },
        { client: sender, command: { do: 'send', room: to, ...waiting } },
      ),
    ),
);

const scriptOf = (command: fc.Arbitrary<Command>): fc.Arbitrary<Script> => {
  const moves = fc.oneof(
    { weight: 6, arbitrary: fc.record({ client, command }).map(move => [move]) },
    { weight: 1, arbitrary: crossing },
  );
  return fc.record({
    directLimit: fc.oneof({ weight: 3, arbitrary: fc.constant(100) }, fc.constant(2)),
    livesSeconds: fc.array(livesSeconds, { minLength: USERS.length, maxLength: USERS.length }),
    phases: fc.array(
      fc.record({
        seconds: fc.integer({ min: 0, max: 30 }),
        moves: fc.array(moves, { minLength: 1, maxLength: 16 }).map(lists => lists.flat()),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  });
};

/** Most run without deaths and wrong clocks: then every push must arrive, and none need be found missing. */
export const script: fc.Arbitrary<Script> = fc.oneof(
  { weight: 2, arbitrary: scriptOf(fc.oneof(...ordinary)) },
  { weight: 1, arbitrary: scriptOf(fc.oneof(...ordinary, ...faults)) },
);
