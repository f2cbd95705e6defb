/** The browser's WebSocket, watched: the SDK changes connections unnoticed, and this page is where one may notice. */
import type { SocketConstructor } from '../../client/messaging-client.ts';

export interface SocketWatch {
  readonly WebSocket: SocketConstructor;
  /** Ends every connection as a bad network would. */
  cut(): void;
}

export interface SocketEvents {
  /** `others`: how many were open besides. */
  opened(number: number, others: number): void;
  closed(number: number, code: number, lastedMs: number): void;
}

const CUT = 4_000;

export function watchSockets(events: SocketEvents): SocketWatch {
  const open = new Set<WebSocket>();
  let count = 0;

  class WatchedSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      let number = 0;
      let openedAt = 0;
      this.addEventListener('open', () => {
        number = ++count;
        openedAt = performance.now();
        events.opened(number, open.size);
        open.add(this);
      });
      this.addEventListener('close', ({ code }) => {
        open.delete(this);
        if (number > 0) events.closed(number, code, performance.now() - openedAt);
      });
    }
  }

  return {
    WebSocket: WatchedSocket,
    cut() {
      for (const socket of open) socket.close(CUT);
    },
  };
}
