/** What the console knows: the server's own count of who is connected, and a local server's metrics. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type ClientState, MessagingClient, MessagingError } from '../../client/messaging-client.ts';
import { samplesOf } from '../../costs/prometheus.ts';
import type { RequestOf, ResultOf } from '../../shared/protocol/index.ts';
import { namesOf } from '../names.ts';
import type { PageProps } from '../start.tsx';
import type { PageOf } from '../ui/pages.tsx';
import { type Activity, activityOf, type Reading, ratesOf } from './activity.ts';
import { createHistory, type History } from './history.ts';
import { createPeople, type People } from './people.ts';
import type { Stats } from './stats.ts';

export type RoomState = ResultOf<'adminRoom'>;

/** `whom`: the name of the user that it was done to, or the id of one who is unknown. */
type Audited = ResultOf<'adminAudit'>['entries'][number] & { readonly whom?: string };

/** What entries have in common: who did it, what, to whom and where. */
export type AuditFilter = Pick<RequestOf<'adminAudit'>, 'by' | 'what' | 'userId' | 'room'>;

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
  readonly people: People;
  /** Returns how many connections were closed. */
  disconnect(
    who: { readonly userId: string; readonly until?: number } | { readonly connectionId: string },
  ): Promise<number>;
  room(name: string): Promise<RoomState>;
  /** Any request of the protocol. */
  readonly request: MessagingClient['request'];
  /** What was done, the newest first. */
  audit(only: AuditFilter & { readonly after?: string | undefined }): Promise<PageOf<Audited>>;
  /** The room on show, if any. */
  readonly inspected: ReadonlySignal<string | undefined>;
  inspect(room: string | undefined): void;
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
  const inspected = signal<string | undefined>(undefined);
  const totals = signal<Activity | undefined>(undefined);
  const rates = signal<Activity | undefined>(undefined);
  const end = new AbortController();
  const history = createHistory(config.metricsUrl, end.signal);
  let readings: readonly Reading[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const client = new MessagingClient({
    url: config.socketUrl,
    userId: who.userId,
    getToken: login.getToken,
    ...(config.lifetimeMs !== undefined && { timings: { lifetimeMs: config.lifetimeMs } }),
  });
  const request = client.request.bind(client);
  const people = createPeople(client);
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
        await history.note(Date.now(), fresh);
        people.keepUp();
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
    people,
    request,
    async disconnect(who) {
      const { disconnected } = await client.adminDisconnect(who);
      people.again();
      return disconnected;
    },
    inspected,
    inspect(room) {
      inspected.value = room;
    },
    async audit(only) {
      const { entries, next } = await client.request('adminAudit', only);
      const names = await namesOf(
        { request },
        entries.flatMap(({ userId }) => userId ?? []),
      );
      const items = entries.map(entry => ({
        ...entry,
        ...(entry.userId !== undefined && { whom: names.get(entry.userId) ?? entry.userId }),
      }));
      return { items, next };
    },
    room: name => request('adminRoom', { room: name }),
    start() {
      if (end.signal.aborted) return;
      client.connect();
      void poll();
    },
    reconnect: () => client.connect(),
    close,
  };
}
