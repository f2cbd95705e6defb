/** The servers that operations are counted on. */
import { type CountedServer, countedServer } from './counted-server.ts';

export interface Servers {
  /** Rooms are told of nothing but messages. */
  readonly plain: CountedServer;
  /** With presence, typing and read marks, as they are by default. */
  readonly told: CountedServer;
  /** For rooms of more connections than this machine has sockets. */
  readonly large: CountedServer;
  close(): Promise<void>;
}

/** @param messageBytes of the `text` of every message */
export async function startServers(messageBytes: number): Promise<Servers> {
  const quiet = { PRESENCE_LIMIT: '0' };
  const plain = await countedServer({ messageBytes, settings: quiet });
  const told = await countedServer({ messageBytes });
  const large = await countedServer({ messageBytes, settings: quiet, deaf: true });
  return {
    plain,
    told,
    large,
    async close() {
      for (const server of [plain, told, large]) await server.close();
    },
  };
}
