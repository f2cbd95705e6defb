/** Keeps users out: for a time, or with the tokens that they had until now. */
import type { User } from '../../protocol/index.ts';
import type { AccountStore, Connection, Denial } from '../ports.ts';
import { endConnection } from '../presence/close-connection.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';

export type DenyDeps = PresenceDeps & { readonly accounts: AccountStore };

/**
 * Admits no connection of a user until then. A time that is not ahead takes this back.
 * @param until epoch milliseconds
 * @returns whether the user is kept out now
 */
export async function denyUntil(
  { accounts, clock }: Pick<DenyDeps, 'accounts' | 'clock'>,
  { userId: by, name }: User,
  userId: string,
  until: number,
): Promise<boolean> {
  const at = clock.now();
  const denied = until > at;
  await (denied ? accounts.ban({ userId, until, by: { userId: by, name }, at }) : accounts.lift(userId));
  return denied;
}

/** What the user pool did to a user. */
export interface UserChange {
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether they can get another token: a user who is disabled or deleted can't. */
  readonly mayReturn: boolean;
}

/** The tokens of before say what is no longer so: none of them opens a connection any more, and none keeps one open. */
export async function userChanged(deps: DenyDeps, { userId, at, mayReturn }: UserChange): Promise<void> {
  // Tokens know whole seconds: one of the same second may be from before.
  const deniedBefore = Math.floor(at / 1000) + 1;
  await deps.accounts.refuseTokens(userId, deniedBefore);
  for (const connection of await deps.connections.ofUser(userId, { toEnd: true }))
    if (isDenied(connection, { deniedBefore }, deps.clock.now()))
      await endConnection(deps, connection, mayReturn ? 'EXPIRED' : 'KICKED');
}

/** @param now epoch milliseconds */
export const isBanned = ({ deniedUntil = 0 }: Denial, now: number): boolean => deniedUntil * 1000 > now;

export const isDenied = (
  { issuedAt = 0 }: Pick<Connection, 'issuedAt'>,
  denial: Denial,
  now: number,
): boolean => isBanned(denial, now) || issuedAt < (denial.deniedBefore ?? 0);
