/** What a chaos run makes go wrong, and how each is brought about. */
import { FAULTS, type FaultName } from '../../emulator/faults/faults.ts';

interface Kind {
  readonly says: string;
  /** `alone`: no other of these at the same time. */
  readonly how: 'server' | 'process' | 'network' | 'client' | 'operator';
  /** Milliseconds that it lasts, if not as long as any other. */
  readonly lastsMs?: number;
  /** What it is set to; for a fault of the server the figure in its plan. */
  readonly value?: number;
  /** Only where the functions' settings can be chosen, or the room that it takes is large enough. */
  readonly needs?: 'pump' | 'settings';
}

const server = (name: FaultName, value: number, rest: Partial<Kind> = {}): Kind => ({
  says: FAULTS[name].says,
  how: 'server',
  value,
  ...rest,
});

const CHAOS = {
  kill: { says: 'kill -9 of the server, and a start on the same data', how: 'process' },
  stop: { says: 'SIGTERM to the server, and a start on the same data', how: 'process' },
  'disk-full': {
    says: 'a server that can write no more than some KB, and a start with room again',
    how: 'process',
    lastsMs: 4_000,
  },
  cut: { says: 'sockets of a third of the clients are cut', how: 'network' },
  stall: { says: 'the network carries nothing for a third of the clients, and then all', how: 'network' },
  'half-open': { says: 'sockets of a third of the clients lead nowhere, and nobody is told', how: 'network' },
  'slow-reader': { says: 'a third of the clients read nothing of what comes', how: 'network' },
  'step-client-clock': { says: 'the wall clock of half of the clients jumps', how: 'client' },
  deny: { says: 'a user is thrown out and kept out', how: 'operator' },
  retention: {
    says: 'the oldest messages of a room are gone',
    how: 'operator',
    lastsMs: 100,
    needs: 'settings',
  },
  'short-tokens': server('short-tokens', 5_000),
  'lose-disconnect': server('lose-disconnect', 1),
  'slow-upgrade': server('slow-upgrade', 400),
  'post-429': server('post-429', 0.3),
  'post-500': server('post-500', 0.3),
  'post-gone': server('post-gone', 0.05),
  'post-false-gone': server('post-false-gone', 0.1),
  'post-delay': server('post-delay', 300),
  'post-drop': server('post-drop', 0.2),
  'post-double': server('post-double', 0.3),
  'post-swap': server('post-swap', 0.3),
  'slow-client': server('slow-client', 0.03),
  'dynamodb-throttle': server('dynamodb-throttle', 0.3),
  'dynamodb-fail-after-write': server('dynamodb-fail-after-write', 0.2),
  'dynamodb-delay': server('dynamodb-delay', 150),
  'kill-function': server('kill-function', 0.3),
  'kill-async-function': server('kill-async-function', 1, { needs: 'pump' }),
  'freeze-async-function': server('freeze-async-function', 2_500, { needs: 'pump' }),
  'step-clock': server('step-clock', 20_000),
} as const satisfies Readonly<Record<string, Kind>>;

export type ChaosName = keyof typeof CHAOS;
export const CHAOS_NAMES = Object.keys(CHAOS) as [ChaosName, ...ChaosName[]];
export const kindOf = (name: ChaosName): Kind => CHAOS[name];
