/** A server that takes part: how it is started, and who talks to it. */
import type { Kind } from '../generator/kinds.ts';
import type { Reading } from './process.ts';

export interface Started {
  readonly url: string;
  /** Of the users that its connections belong to; none where everybody is let in. */
  readonly tokens: readonly string[];
  /** Undefined for a program that is not ours to ask. */
  read?(): Promise<Reading>;
  stop(): Promise<void>;
}

export interface Server {
  readonly name: string;
  readonly kind: Kind;
  /** Undefined, and told on stderr, where it cannot be had. */
  start(): Promise<Started | undefined>;
  /** The most messages that it is sent at once; the others take as many as are asked for. */
  readonly mostInFlight?: number;
  /** The most connections that are opened to it at once. */
  readonly mostAtOnce?: number;
}
