/** One stage under test, as its clients and its management API see it. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { WebSocket } from 'ws';
import { LOCAL_CREDENTIALS } from '../../../emulator/local-aws.ts';
import { type Client, connect, refused } from '../../support/gateway-client.ts';
import type { Target } from './target.ts';

// biome-ignore lint/suspicious/noExplicitAny: events are read in tests as a handler without types would read them
type AnyEvent = any;

type Query = Readonly<Record<string, string>>;

export interface Known extends Client {
  readonly connectionId: string;
  /** The next frame, read. */
  read(): Promise<AnyEvent>;
  /** Sends a frame and reads the next one. */
  ask(frame: object | string): Promise<AnyEvent>;
}

/** Hears what the functions of other connections were given. */
export interface Watcher {
  readonly id: string;
  readonly ws: WebSocket;
  /** The next event of that kind, and what was told with it. */
  saw(seen: string): Promise<AnyEvent>;
  /** How many of that kind came, once everything on its way has arrived. */
  count(seen: string): Promise<number>;
}

interface Signature {
  readonly key?: string;
  readonly secret?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly clockOffsetMs?: number;
}

export class Stage {
  readonly target: Target;
  readonly #open: WebSocket[] = [];

  constructor(target: Target) {
    this.target = target;
  }

  get url(): string {
    return this.target.url;
  }

  /** `http://host` of the management API, without the stage. */
  get origin(): string {
    return new URL(this.url.replace(/^ws/, 'http')).origin;
  }

  get name(): string {
    return new URL(this.url).pathname.slice(1);
  }

  /** The URL that lets a client in, and says what the probe's functions are to do. */
  address(query: Query = {}): string {
    const { entrance, url } = this.target;
    const all = entrance.kind === 'probe' ? { pass: entrance.pass, ...query } : query;
    const text = new URLSearchParams(all).toString();
    return text === '' ? url : `${url}?${text}`;
  }

  async #options(options: WebSocket.ClientOptions): Promise<WebSocket.ClientOptions> {
    const { entrance } = this.target;
    if (entrance.kind === 'probe') return options;
    return { ...options, headers: { Authorization: `Bearer ${await entrance.token()}`, ...options.headers } };
  }

  async connect(
    query: Query = {},
    protocols: string[] = [],
    options: WebSocket.ClientOptions = {},
  ): Promise<Client> {
    const client = await connect(this.address(query), protocols, await this.#options(options));
    this.#open.push(client.ws);
    return client;
  }

  /** Of a probe stage: a connection that knows its own id. */
  async known(query: Query = {}, options: WebSocket.ClientOptions = {}): Promise<Known> {
    const client = await this.connect(query, [], options);
    const read = async () => JSON.parse(await client.next());
    const ask = async (frame: object | string) => {
      client.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
      return read();
    };
    const { event } = await ask({ action: 'mirror' });
    return { ...client, read, ask, connectionId: event.requestContext.connectionId };
  }

  /** Under another address than the stage's own. */
  async connectTo(address: string): Promise<Client> {
    const client = await connect(address, [], await this.#options({}));
    this.#open.push(client.ws);
    return client;
  }

  async refused(query: Query = {}, options: WebSocket.ClientOptions = {}) {
    return refused(this.address(query), [], await this.#options(options));
  }

  async watcher(): Promise<Watcher> {
    const { connectionId: id, ws, read, ask } = await this.known();
    const heard: AnyEvent[] = [];
    return {
      id,
      ws,
      async saw(seen) {
        for (;;) {
          const at = heard.findIndex(one => one.seen === seen);
          if (at >= 0) return heard.splice(at, 1)[0];
          heard.push(await read());
        }
      },
      async count(seen) {
        heard.push(await ask({ action: 'echo', end: true }));
        while (!heard.some(({ end }) => end)) heard.push(await read());
        return heard.filter(one => one.seen === seen).length;
      },
    };
  }

  /** The SDK's client of the management API, signed as the environment says, or otherwise. */
  management({ key, secret, stage = this.name, region, clockOffsetMs = 0 }: Signature = {}) {
    const given = key !== undefined || secret !== undefined || this.target.isOurs;
    const { accessKeyId, secretAccessKey } = LOCAL_CREDENTIALS;
    return new ApiGatewayManagementApiClient({
      endpoint: `${this.origin}/${stage}`,
      maxAttempts: 1,
      systemClockOffset: clockOffsetMs,
      ...(this.target.isOurs && { region: region ?? 'us-east-1' }),
      ...(given && {
        credentials: { accessKeyId: key ?? accessKeyId, secretAccessKey: secret ?? secretAccessKey },
      }),
    });
  }

  closeClients(): void {
    for (const ws of this.#open.splice(0)) ws.terminate();
  }
}
