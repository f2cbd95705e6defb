/** What five clients do in three rooms, at random. */
import fc from 'fast-check';

/** `den` is private, and the fifth client is no member of it. */
export const ROOMS = ['square', 'hall', 'den'] as const;
export type RoomName = (typeof ROOMS)[number];
/** The first two are devices of one user. */
export const USERS = ['ann', 'ann', 'ben', 'cy', 'stranger'] as const;
export const PRIVATE: RoomName = 'den';
export const MEMBERS: readonly string[] = ['ann', 'ben', 'cy'];

export type Command =
  | { readonly do: 'join' | 'leave'; readonly room: RoomName }
  /** `waits`: for the reply, before the next command. */
  | { readonly do: 'send'; readonly room: RoomName; readonly waits: boolean }
  /** Sends one of the user's messages again. */
  | { readonly do: 'repeat'; readonly nth: number; readonly waits: boolean }
  /** Changes one of the user's messages; two of their devices may do so at once. */
  | { readonly do: 'edit' | 'delete'; readonly nth: number; readonly waits: boolean }
  /** The socket is gone; its $disconnect is lost, or comes. */
  | { readonly do: 'drop' | 'close' }
  /** A new connection, which resumes every room from its cursor. */
  | { readonly do: 'reconnect'; readonly livesSeconds: number };

/** What happens side by side, between two moments at which nothing is under way. */
interface Phase {
  /** How much time passes before. */
  readonly seconds: number;
  readonly moves: readonly { readonly client: number; readonly command: Command }[];
}

export interface Script {
  readonly livesSeconds: readonly number[];
  readonly phases: readonly Phase[];
}

const room = fc.constantFrom(...ROOMS);
const waits = fc.boolean();
const livesSeconds = fc.oneof(fc.integer({ min: 5, max: 120 }), fc.constant(7_200));

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), room }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), room, waits }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('repeat' as const), nth: fc.nat(20), waits }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), nth: fc.nat(20), waits }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), nth: fc.nat(20), waits }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'close' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reconnect' as const), livesSeconds }) },
);

const phase: fc.Arbitrary<Phase> = fc.record({
  seconds: fc.integer({ min: 0, max: 60 }),
  moves: fc.array(fc.record({ client: fc.nat(USERS.length - 1), command }), { minLength: 1, maxLength: 12 }),
});

export const script: fc.Arbitrary<Script> = fc.record({
  livesSeconds: fc.array(livesSeconds, { minLength: USERS.length, maxLength: USERS.length }),
  phases: fc.array(phase, { minLength: 1, maxLength: 4 }),
});
