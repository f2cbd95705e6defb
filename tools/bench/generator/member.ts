/** One connection of the crowd, whatever server it talks to. */

export interface Target {
  readonly url: string;
  /** Undefined where everybody is let in. */
  readonly token: string | undefined;
  readonly rooms: readonly string[];
  /** One source address has about 28,000 ports to one destination. */
  readonly localAddress: string | undefined;
}

export interface Hooks {
  /** A message that somebody else sent. */
  heard(text: string): void;
  /** It was refused, or the connection ended; the run is then void. */
  failed(why: string): void;
}

export interface Member {
  send(room: string, text: string): void;
}

/** Resolves once the connection is open and in all its rooms. */
export type Enter = (target: Target, hooks: Hooks) => Promise<Member>;
