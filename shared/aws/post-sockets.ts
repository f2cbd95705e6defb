/**
 * POSTs over HTTP/1.1 sockets that stay open; only the status of a response counts. undici is too large for the bundle, and
 * Node's own client costs twice the CPU a post: docs/decisions/0030.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ResponseReader } from './response-reader.ts';

/** A post without a response by then has failed. The endpoint itself responds within milliseconds. */
const RESPONSE_MS = 5_000;
/** API Gateway and NAT gateways drop idle sockets later than this. */
const IDLE_MS = 20_000;

interface Post {
  readonly head: string;
  readonly body: Buffer;
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

export interface PostSockets {
  /** Resolves to the response's status. Rejects if none came: the post may have been taken, or not. */
  post(head: string, body: Buffer): Promise<number>;
  close(): void;
}

export function postSockets(origin: URL, limit: number): PostSockets {
  const secure = origin.protocol === 'https:';
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port) || (secure ? 443 : 80);
  // An address is not allowed as a server name: RFC 6066.
  const servername = isIP(host) ? '' : host;
  /** Lets every socket after the first skip half of the TLS handshake. */
  let session: Buffer | undefined;
  const open = new Set<Socket>();
  const idle: Line[] = [];
  const waiting: Post[] = [];

  /** One socket, and the post that it carries. */
  class Line {
    readonly #socket: Socket;
    readonly #reader = new ResponseReader();
    #post: Post | undefined;

    constructor() {
      this.#socket = secure
        ? connectTls({ host, port, servername, session, ALPNProtocols: ['http/1.1'] })
        : connectTcp({ host, port });
      open.add(this.#socket);
      this.#socket
        .setNoDelay()
        .on('session', (latest: Buffer) => {
          session = latest;
        })
        .on('data', (chunk: Buffer) => this.#read(chunk))
        .on('timeout', () => this.#socket.destroy(new Error(`no response within ${RESPONSE_MS} ms`)))
        .on('error', error => this.#fail(error))
        .on('close', () => this.#closed());
    }

    send(post: Post): void {
      this.#post = post;
      this.#socket.setTimeout(RESPONSE_MS).ref();
      const bytes = Buffer.allocUnsafe(post.head.length + post.body.length);
      bytes.write(post.head, 'latin1');
      post.body.copy(bytes, post.head.length);
      this.#socket.write(bytes);
    }

    #read(chunk: Buffer): void {
      const response = this.#reader.read(chunk);
      if (response === undefined) return;
      const post = this.#post;
      this.#post = undefined;
      // A response that was not asked for, or whose end cannot be found, makes the socket useless.
      if (post === undefined || !response.reusable) this.#socket.destroy();
      else this.#next();
      post?.resolve(response.status);
    }

    #next(): void {
      const post = waiting.shift();
      if (post) this.send(post);
      else {
        // An idle socket keeps no process alive.
        this.#socket.setTimeout(IDLE_MS).unref();
        idle.push(this);
      }
    }

    #fail(error: Error): void {
      this.#post?.reject(error);
      this.#post = undefined;
    }

    #closed(): void {
      open.delete(this.#socket);
      const place = idle.indexOf(this);
      if (place !== -1) idle.splice(place, 1);
      this.#fail(new Error('the socket was closed before a response'));
      const post = waiting.shift();
      if (post) new Line().send(post);
    }
  }

  return {
    post: (head, body) =>
      new Promise((resolve, reject) => {
        const post = { head, body, resolve, reject };
        const line = idle.pop() ?? (open.size < limit ? new Line() : undefined);
        if (line) line.send(post);
        else waiting.push(post);
      }),
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}
