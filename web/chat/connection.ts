/** The connection as the page shows it: its state, and a log of what happened to it. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ClientState, MessagingClient } from '../../client/messaging-client.ts';
import { plural } from '../ui/format.ts';
import { type SocketWatch, watchSockets } from './watched-socket.ts';

interface Entry {
  readonly id: number;
  readonly at: number;
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export interface ConnectionModel {
  readonly state: ReadonlySignal<ClientState>;
  readonly log: ReadonlySignal<readonly Entry[]>;
  readonly sockets: SocketWatch;
  /** These two by `performance.now()`: a countdown takes no notice of a clock that is set. The next try, in states that wait. */
  readonly retryAt: ReadonlySignal<number>;
  /** Set while the page stays away on purpose. */
  readonly awayUntil: ReadonlySignal<number>;
  /** Cuts the connection and stays away, so that one can watch what is caught up afterwards. */
  stayAway(ms: number): void;
  /** Resolves once the page may connect again. */
  back(): Promise<void>;
  follow(client: MessagingClient): void;
}

const MOST = 100;

export function createConnectionModel(): ConnectionModel {
  const state = signal<ClientState>({ name: 'idle', attempt: 0 });
  const log = signal<readonly Entry[]>([]);
  const retryAt = signal(0);
  const awayUntil = signal(0);
  let lastId = 0;

  function note(text: string, tone: Entry['tone'] = 'plain'): void {
    const entry = { id: ++lastId, at: Date.now(), text, tone };
    log.value = [entry, ...log.value].slice(0, MOST);
  }

  const seconds = (ms: number) => `${Math.max(0, ms / 1_000).toFixed(1)} s`;

  const sockets = watchSockets({
    opened: (number, others) =>
      note(
        others > 0
          ? `Connection ${number} is ready before the old one ends: nothing to notice`
          : `Connection ${number} is open`,
        'good',
      ),
    closed: (number, code, ms) => note(`Connection ${number} ended after ${seconds(ms)} (${code})`),
  });

  return {
    state,
    log,
    sockets,
    retryAt,
    awayUntil,
    stayAway(ms) {
      awayUntil.value = performance.now() + ms;
      note(`Cut on purpose, for ${seconds(ms)}`);
      sockets.cut();
    },
    async back() {
      const ms = awayUntil.value - performance.now();
      if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms));
    },
    follow(client) {
      client.on('state', next => {
        state.value = next;
        const { name, error } = next;
        const wait = (next.retryAt ?? 0) - Date.now();
        retryAt.value = performance.now() + wait;
        if (name === 'waiting')
          note(`${error?.message ?? 'No connection.'} Next try in ${seconds(wait)}`, 'bad');
        if (name === 'stopped' && error) note(error.message, 'bad');
      });
      client.on('gap', ({ room, from, to }) =>
        note(
          `${room}: ${from === to ? `message ${from} is` : `messages ${from} to ${to} are`} late, asking for them`,
        ),
      );
      client.on('recovered', ({ room, recovered, missed }) =>
        recovered
          ? note(
              `${room}: ${missed === 0 ? 'nothing came meanwhile' : `${plural(missed, 'message')} caught up`}, nothing lost`,
              'good',
            )
          : note(`${room}: what came meanwhile is no longer kept`, 'bad'),
      );
      client.on('lagging', ({ room }) => note(`${room}: too slow for a moment, catching up`));
    },
  };
}
