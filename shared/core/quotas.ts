/** What users may do so often a day (UTC). Counted in the store, for all containers together, before it is done. */
import { ProtocolError } from '../protocol/index.ts';
import { QUOTA_NAMES, QUOTAS, type QuotaName, type Settings } from '../settings.ts';
import type { Clock, Sender } from './ports.ts';

export type Counts = Readonly<Partial<Record<QuotaName, number>>>;

/** Whose counts they are: a user's, or of all users together. */
export type Counted = { readonly userId: string } | 'all';

export interface QuotaStore {
  /**
   * Counts what is done on a day, such as 2026-11-27, in one conditional write. Returns a quota that does not suffice, and then
   * nothing was counted, and it was read what had been; else undefined.
   * @param most of each that is counted
   */
  count(whose: Counted, day: string, counts: Counts, most: Counts): Promise<QuotaName | undefined>;
  /** Strongly consistent. */
  counted(whose: Counted, day: string): Promise<Counts>;
}

interface QuotaDeps {
  readonly quotas: QuotaStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: Settings;
}

const DAY_MS = 86_400_000;
const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10);

const HOLDERS = [
  { setting: 'ofUser', who: 'You may' },
  // After the user's own: one who is refused takes nothing from the others.
  { setting: 'ofAll', who: 'All users together may' },
] as const;

/**
 * Counts what a user is about to do, in one write; in another what all users do together, if the deployment limits that. What
 * fails afterwards stays counted. Servers and administrators are held to no quota.
 * @throws ProtocolError `LIMIT_EXCEEDED` with the quota's reason, and the time until the day is over
 */
export async function countToday(
  { quotas, clock, settings }: QuotaDeps,
  { userId, groups, server }: Pick<Sender, 'userId' | 'groups' | 'server'>,
  counts: Counts,
): Promise<void> {
  if (server || groups.includes('admins')) return;
  const now = clock.now();
  for (const { setting, who } of HOLDERS) {
    const mostOf = (name: QuotaName) => settings[QUOTAS[name][setting]];
    const limited = QUOTA_NAMES.filter(name => counts[name] && mostOf(name) > 0);
    if (limited.length === 0) continue;
    const over = await quotas.count(
      setting === 'ofUser' ? { userId } : 'all',
      dayOf(now),
      Object.fromEntries(limited.map(name => [name, counts[name]])),
      Object.fromEntries(limited.map(name => [name, mostOf(name)])),
    );
    if (over === undefined) continue;
    const { doing, reason } = QUOTAS[over];
    throw new ProtocolError('LIMIT_EXCEEDED', `${who} ${doing} ${mostOf(over)} ${over} a day.`, {
      reason,
      retryAfterMs: DAY_MS - (now % DAY_MS),
    });
  }
}

interface Use {
  readonly name: QuotaName | 'connections';
  readonly used: number;
  readonly most: number;
}

/** What a user has used today of each quota that there is, and of the connections that they may have. */
export async function quotasOf(
  { quotas, clock, settings }: QuotaDeps,
  userId: string,
  connections: number,
): Promise<Use[]> {
  const counted = await quotas.counted({ userId }, dayOf(clock.now()));
  const daily = QUOTA_NAMES.map(name => ({
    name,
    used: counted[name] ?? 0,
    most: settings[QUOTAS[name].ofUser],
  }));
  const all: Use[] = [
    ...daily,
    { name: 'connections', used: connections, most: settings.connectionsPerUser },
  ];
  return all.filter(({ most }) => most > 0);
}
