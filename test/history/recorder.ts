/** Records a history: one recorder a run, one line a client. */
import type { ReadEntry } from '../../shared/protocol/index.ts';
import type { Frame, Happened, History, Promises, Quiet } from './format.ts';

type Unstamped = Happened extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never;

/** What one client sees of one of its connections. */
export interface ConnectionRecord {
  readonly id: string;
  /** @param expiresAt on the history's clock */
  opened(expiresAt?: number): void;
  refused(status?: number): void;
  /** Returns what to call with the reply, if one comes. */
  called(frame: Frame): (reply: Frame) => void;
  pushed(frame: Frame): void;
  closed(code?: number): void;
}

export interface ClientRecord {
  readonly id: string;
  connecting(): ConnectionRecord;
  began(room: string, epoch: string, after: number): void;
  applied(room: string, entry: ReadEntry): void;
}

export class Recorder {
  readonly #events: Happened[] = [];
  readonly #now: () => number;
  #calls = 0;
  #clients = 0;

  /** @param now milliseconds on a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get events(): readonly Happened[] {
    return this.#events;
  }

  client(user: string, id = `${user}-${++this.#clients}`): ClientRecord {
    let connections = 0;
    return {
      id,
      connecting: () => {
        const connection = `${id}/${++connections}`;
        this.#note({ kind: 'connecting', connection, client: id, user });
        return this.#connection(connection);
      },
      began: (room, epoch, after) => this.#note({ kind: 'began', client: id, room, epoch, after }),
      applied: (room, entry) => this.#note({ kind: 'applied', client: id, room, entry }),
    };
  }

  /** @param until on the history's clock; for ever without it */
  denied(user: string, until?: number): void {
    this.#note({ kind: 'denied', user, ...(until !== undefined && { until }) });
  }

  allowed(user: string): void {
    this.#note({ kind: 'allowed', user });
  }

  fault(name: string, detail?: string): void {
    this.#note({ kind: 'fault', name, ...(detail !== undefined && { detail }) });
  }

  /** @param command that makes the same history again */
  finish(promises: Promises, quiet: Quiet, command?: string): History {
    return {
      format: 'history.v1',
      ...(command !== undefined && { command }),
      promises,
      events: this.#events,
      quiet,
    };
  }

  #connection(connection: string): ConnectionRecord {
    return {
      id: connection,
      opened: expiresAt =>
        this.#note({ kind: 'opened', connection, ...(expiresAt !== undefined && { expiresAt }) }),
      refused: status => this.#note({ kind: 'refused', connection, ...(status !== undefined && { status }) }),
      called: frame => {
        const call = ++this.#calls;
        this.#note({ kind: 'called', connection, call, frame });
        return reply => this.#note({ kind: 'replied', call, frame: reply });
      },
      pushed: frame => this.#note({ kind: 'pushed', connection, frame }),
      closed: code => this.#note({ kind: 'closed', connection, ...(code !== undefined && { code }) }),
    };
  }

  #note(event: Unstamped): void {
    this.#events.push({ ...event, at: this.#now() });
  }
}
