/** The network between one client and the server: it can be cut, stand still, or lead nowhere without a word. */
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

export interface Network {
  readonly port: number;
  /** These four return how many connections they met. */
  cut(): number;
  /** Nothing passes, either way or towards the client; all of it once `flow` is called. */
  stall(way: 'both' | 'down'): number;
  flow(): void;
  /** What is open now leads nowhere from here on; neither end is told. */
  lose(): number;
  /** All is well again, and what led nowhere has ended. */
  heal(): void;
  close(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** @param target the port of the server, which may change */
export async function network(target: () => number): Promise<Network> {
  const pairs = new Set<Pair>();
  const lost = new Set<Pair>();
  let stalled: 'both' | 'down' | undefined;

  const listener = createServer(client => {
    const server = createConnection(target(), '127.0.0.1');
    const pair = { client, server };
    pairs.add(pair);
    hand(pair, client, server);
    hand(pair, server, client);
    hold(pair);
  });

  function hand(pair: Pair, from: Socket, to: Socket): void {
    from.on('data', chunk => {
      if (lost.has(pair)) return;
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => stalled === undefined && from.resume());
      }
    });
    const over = () => {
      pairs.delete(pair);
      // The other end of a connection that leads nowhere hears nothing, until it finds out by itself.
      if (lost.has(pair)) return;
      to.destroy();
    };
    from.on('close', over);
    from.on('error', () => {});
  }

  function hold({ client, server }: Pair): void {
    if (stalled === undefined) return;
    server.pause();
    if (stalled === 'both') client.pause();
  }

  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const destroy = ({ client, server }: Pair) => {
    client.destroy();
    server.destroy();
  };
  const cut = () => {
    const met = [...pairs];
    met.forEach(destroy);
    return met.length;
  };
  function flow(): void {
    stalled = undefined;
    for (const { client, server } of pairs) {
      client.resume();
      server.resume();
    }
  }
  function heal(): void {
    flow();
    lost.forEach(destroy);
    lost.clear();
  }
  return {
    port,
    cut,
    stall(way) {
      stalled = way;
      pairs.forEach(hold);
      return pairs.size;
    },
    flow,
    heal,
    lose() {
      const count = pairs.size;
      for (const pair of pairs) lost.add(pair);
      return count;
    },
    close() {
      heal();
      cut();
      listener.close();
    },
  };
}
