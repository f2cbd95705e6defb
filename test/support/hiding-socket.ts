/** A WebSocket that, like a browser's, says nothing of why a handshake failed; undici's is that of Node 22. */
import { WebSocket } from 'undici';
import type { SocketConstructor } from '../../client/messaging-client.ts';

export interface HidingSockets {
  /** To be handed to a client. */
  readonly WebSocket: SocketConstructor;
  readonly made: readonly unknown[];
}

export function hidingSockets(): HidingSockets {
  const made: unknown[] = [];
  class Hiding extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      made.push(this);
    }
  }
  return { WebSocket: Hiding, made };
}
