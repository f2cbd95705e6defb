/**
 * POSTs over HTTP/1.1 sockets that stay open, for answers of which only the status counts. undici, which the benchmark
 * compares this with, would more than double the bundle; Node's own http client costs four times as much CPU a post.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ResponseReader } from './response-reader.ts';

/** A post that is not answered in this time has failed; the endpoint itself answers within milliseconds. */
const ANSWER_MS = 5_000;
/** API Gateway and NAT gateways drop idle sockets later than this. */
const IDLE_MS = 20_000;

interface Post {
  readonly head: string;
  readonly body: Buffer;
  readonly answered: (status: number) => void;
  readonly failed: (error: Error) => void;
}

export interface PostSockets {
  /** The status of the answer. Rejects where none came: the post may or may not have been taken. */
  post(head: string, body: Buffer): Promise<number>;
  close(): void;
}

export function postSockets(origin: URL, limit: number): PostSockets {
  const secure = origin.protocol === 'https:';
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port) || (secure ? 443 : 80);
  // An address is no name: RFC 6066.
  const servername = isIP(host) ? '' : host;
  /** Lets every socket after the first skip half of the TLS handshake. */
  let session: Buffer | undefined;
  const open = new Set<Socket>();
  const idle: Line[] = [];
  const waiting: Post[] = [];

  /** One socket, and the post that is on it. */
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
        .on('timeout', () => this.#socket.destroy(new Error(`no answer within ${ANSWER_MS} ms`)))
        .on('error', error => this.#fail(error))
        .on('close', () => this.#closed());
    }

    send(post: Post): void {
      this.#post = post;
      this.#socket.setTimeout(ANSWER_MS).ref();
      const bytes = Buffer.allocUnsafe(post.head.length + post.body.length);
      bytes.write(post.head, 'latin1');
      post.body.copy(bytes, post.head.length);
      this.#socket.write(bytes);
    }

    #read(chunk: Buffer): void {
      const answer = this.#reader.read(chunk);
      if (answer === undefined) return;
      const post = this.#post;
      this.#post = undefined;
      // What nobody asked for, or an answer whose end can't be told: the socket is of no more use.
      if (post === undefined || !answer.reusable) this.#socket.destroy();
      else this.#next();
      post?.answered(answer.status);
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
      this.#post?.failed(error);
      this.#post = undefined;
    }

    #closed(): void {
      open.delete(this.#socket);
      const place = idle.indexOf(this);
      if (place !== -1) idle.splice(place, 1);
      this.#fail(new Error('the socket was closed before an answer'));
      const post = waiting.shift();
      if (post) new Line().send(post);
    }
  }

  return {
    post: (head, body) =>
      new Promise((answered, failed) => {
        const post = { head, body, answered, failed };
        const line = idle.pop() ?? (open.size < limit ? new Line() : undefined);
        if (line) line.send(post);
        else waiting.push(post);
      }),
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}
