/** One WebSocket connection: requests find their replies, all else is a push. */
import WebSocket from 'ws';
import type { Inbox, Push, Reply, Unknown } from './inbound.ts';
import type { Tally } from './tally.ts';

const SUBPROTOCOL = 'messaging.v1';
/** The integration timeout is 29 s; a reply that takes as long comes no more. */
const REPLY_TIMEOUT_MS = 30_000;
const HANDSHAKE_TIMEOUT_MS = 30_000;

export interface LinkTarget {
  readonly url: string;
  readonly token: string;
  /** One source address has about 28,000 ports to one destination. */
  readonly localAddress: string | undefined;
}

export interface LinkDeps {
  readonly tally: Tally;
  readonly inbox: Inbox;
}

interface LinkHooks {
  pushed(push: Push): void;
  /** Once, after it was open. */
  ended(code: number): void;
}

export class Link {
  readonly #ws: WebSocket;
  readonly #deps: LinkDeps;
  readonly #waiting = new Map<string, (reply: Reply | undefined) => void>();
  readonly #opened: Promise<void>;
  #lastId = 0;
  #ending = false;

  constructor({ url, token, localAddress }: LinkTarget, deps: LinkDeps, hooks: LinkHooks) {
    this.#deps = deps;
    this.#ws = new WebSocket(url, SUBPROTOCOL, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ...(localAddress !== undefined && { localAddress }),
    });
    const { counts } = deps.tally;
    this.#opened = new Promise((resolve, reject) => {
      this.#ws.on('open', () => {
        counts.opened += 1;
        resolve();
      });
      this.#ws.on('unexpected-response', (request, response) => {
        reject(new ConnectError(`HTTP_${response.statusCode}`));
        request.destroy();
      });
      this.#ws.on('error', error => reject(new ConnectError(codeOf(error))));
      this.#ws.on('close', code => {
        reject(new ConnectError(`CLOSED_${code}`));
        for (const answer of this.#waiting.values()) answer(undefined);
      });
    });
    this.#opened.then(
      () =>
        this.#ws.on('close', code => {
          counts.closed += 1;
          if (!this.#ending) hooks.ended(code);
        }),
      () => {}, // the caller of open() is told
    );
    this.#ws.on('message', data => {
      counts.framesIn += 1;
      const inbound = deps.inbox.read(String(data));
      if (inbound.type === 'unknown') this.#unknown(inbound);
      else if (inbound.type === 'ok' || inbound.type === 'error') this.#answered(inbound);
      else hooks.pushed(inbound);
    });
  }

  /** Throws a ConnectError where the connection is refused. */
  open(): Promise<void> {
    return this.#opened;
  }

  /** The reply, or undefined where none came. */
  request(fields: {
    readonly action: string;
    readonly [field: string]: unknown;
  }): Promise<Reply | undefined> {
    if (this.#ws.readyState !== WebSocket.OPEN) return Promise.resolve(undefined);
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#deps.tally.counts.framesOut += 1;
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#deps.tally.error('NO_REPLY');
        answer(undefined);
      }, REPLY_TIMEOUT_MS);
      const answer = (reply: Reply | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(reply);
      };
      this.#waiting.set(id, answer);
      this.#ws.send(JSON.stringify({ ...fields, id }));
    });
  }

  /** Stops reading, so that the kernel's buffers fill and then the server's. */
  pause(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  /** Gone without a goodbye, as a phone in a tunnel. */
  drop(): void {
    this.#ending = true;
    this.#ws.terminate();
  }

  /** Closes once the replies under way are here. */
  async close(): Promise<void> {
    this.#ending = true;
    while (this.#waiting.size > 0 && this.#ws.readyState === WebSocket.OPEN)
      await new Promise(resolve => setTimeout(resolve, 20));
    this.#ws.close(1_000);
  }

  #unknown({ code, isGateway }: Unknown): void {
    this.#deps.tally.error(code);
    // It names no request: where one alone waits, it is that one's answer, which no reply will follow.
    if (isGateway && this.#waiting.size === 1) for (const answer of this.#waiting.values()) answer(undefined);
  }

  #answered(reply: Reply): void {
    if (reply.type === 'error') this.#deps.tally.error(reply.code);
    const answer = this.#waiting.get(reply.id ?? '');
    answer?.(reply);
  }
}

/** Why no connection came about, in one word for the count of errors. */
export class ConnectError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`no connection: ${code}`);
    this.name = 'ConnectError';
    this.code = code;
  }
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message.replaceAll(/\W+/g, '_');
