import WebSocket from 'ws';
import type { Frame } from './socket.ts';

export interface RecordedSockets {
  /** To be handed to a client: real sockets, whose frames are kept. */
  readonly WebSocket: typeof WebSocket;
  readonly made: WebSocket[];
  /** What the client sent, over all of its sockets. */
  readonly sent: Frame[];
  /** From now on nothing reaches the client, and nobody says so. */
  silence(): void;
}

export function recordedSockets(): RecordedSockets {
  const made: WebSocket[] = [];
  const sent: Frame[] = [];
  const silenced = new Set<WebSocket>();

  class Recorded extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      made.push(this);
    }

    override send(data: string): void {
      sent.push(JSON.parse(data));
      super.send(data);
    }

    override emit(event: string, ...args: unknown[]): boolean {
      return silenced.has(this) ? false : super.emit(event, ...args);
    }
  }

  return {
    WebSocket: Recorded as typeof WebSocket,
    made,
    sent,
    silence() {
      for (const socket of made) silenced.add(socket);
    },
  };
}
