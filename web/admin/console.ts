/** What the console knows: the server's own count of who is connected, and a local server's metrics. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type ClientState, MessagingClient, MessagingError } from '../../client/messaging-client.ts';
import { samplesOf } from '../../costs/prometheus.ts';
import type { PageProps } from '../start.tsx';
import { type Activity, activityOf, type Reading, ratesOf } from './activity.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createHistory, type History } from './history.ts';
import type { Stats } from './stats.ts';

export interface Console {
  readonly state: ReadonlySignal<ClientState>;
  readonly stats: ReadonlySignal<Stats | undefined>;
  /** Why the last question was not answered. */
  readonly trouble: ReadonlySignal<string>;
  /** Since the server's start; undefined where there are no metrics. */
  readonly totals: ReadonlySignal<Activity | undefined>;
  /** A second. */
  readonly rates: ReadonlySignal<Activity | undefined>;
  readonly history: History;
  readonly directory: Directory;
  disconnect(who: { readonly userId: string } | { readonly connectionId: string }): Promise<number>;
  /** Connects, and asks again and again until the end. */
  start(): void;
  reconnect(): void;
  close(): void;
}

/** The server counts anew when its count is 4 s old: asked so often, nothing on show is older than 5 s. */
const POLL_MS = 500;
const READINGS = 30;

export function createConsole({ config, login, who }: PageProps): Console {
  const state = signal<ClientState>({ name: 'idle', attempt: 0 });
  const stats = signal<Stats | undefined>(undefined);
  const trouble = signal('');
  const totals = signal<Activity | undefined>(undefined);
  const rates = signal<Activity | undefined>(undefined);
  const history = createHistory();
  const end = new AbortController();
  let readings: readonly Reading[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const client = new MessagingClient({
    url: config.socketUrl,
    userId: who.userId,
    getToken: login.getToken,
    ...(config.lifetimeMs !== undefined && { timings: { lifetimeMs: config.lifetimeMs } }),
  });
  const directory = createDirectory(client);
  client.on('state', next => {
    state.value = next;
    if (next.name === 'stopped' && next.error?.code === 'SIGNED_OUT') login.signOut();
  });

  async function readMetrics(url: string): Promise<void> {
    const response = await fetch(url, { cache: 'no-store', signal: end.signal });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const reading = { at: performance.now(), activity: activityOf(samplesOf(await response.text())) };
    readings = [...readings, reading].slice(-READINGS);
    totals.value = reading.activity;
    rates.value = ratesOf(readings);
  }

  async function poll(): Promise<void> {
    // One hidden tab must not keep a scan of all connections going.
    if (!document.hidden && state.value.name === 'online') {
      try {
        const [fresh] = await Promise.all([
          client.adminStats(),
          config.metricsUrl === undefined ? undefined : readMetrics(config.metricsUrl),
        ]);
        if (end.signal.aborted) return;
        stats.value = fresh;
        trouble.value = '';
        history.add(Date.now(), fresh, rates.value);
        directory.follow(fresh.topRooms.map(({ room }) => room));
      } catch (error) {
        trouble.value =
          error instanceof MessagingError || error instanceof Error ? error.message : String(error);
      }
    }
    if (!end.signal.aborted) timer = setTimeout(() => void poll(), POLL_MS);
  }

  function close(): void {
    end.abort();
    clearTimeout(timer);
    client.close();
  }
  // With the login, whether or not the page is drawn until then.
  login.ended.addEventListener('abort', close);

  return {
    state,
    stats,
    trouble,
    totals,
    rates,
    history,
    directory,
    async disconnect(who) {
      const { disconnected } = await client.adminDisconnect(who);
      directory.look();
      return disconnected;
    },
    start() {
      if (end.signal.aborted) return;
      client.connect();
      void poll();
    },
    reconnect: () => client.connect(),
    close,
  };
}
