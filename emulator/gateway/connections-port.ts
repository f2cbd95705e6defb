import type { Identity } from './events.ts';

export type PostResult = 'posted' | 'gone' | 'throttled' | 'failed' | 'too-large';

export interface ConnectionInfo {
  readonly connectedAt: Date;
  readonly identity: Identity;
  readonly lastActiveAt: Date;
}

/** Everything the management API can do, without HTTP. */
export interface ConnectionsPort {
  /** A body that goes to many connections should be the same Buffer each time: it is framed once. */
  post(connectionId: string, body: string | Uint8Array): PostResult | Promise<PostResult>;
  get(connectionId: string): ConnectionInfo | undefined;
  /** False if the connection is gone. */
  disconnect(connectionId: string): boolean;
}
