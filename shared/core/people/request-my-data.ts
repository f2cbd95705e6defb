/** Users ask for a copy of all that is theirs, or for its erasure. Asking is all it does: an administrator reads it, and decides. */
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { type AuditDeps, noteOf } from '../admin/audit.ts';
import type { Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';

interface RequestDeps extends AuditDeps {
  readonly rates: Rates;
  readonly settings: Settings;
}

/** What the audit calls it, so that administrators list each by itself. */
const NOTED = { export: 'requestExport', erasure: 'requestErasure' } as const;

/** Two writes; a refusal costs two and a read. Counted before it is noted, so that a flood adds no notes: if the note fails, one waits a day. */
export async function requestMyData(
  { audit, clock, rates, settings }: RequestDeps,
  sender: Sender,
  { what }: RequestOf<'requestMyData'>,
): Promise<ResultOf<'requestMyData'>> {
  rates.take(sender.userId, 'update');
  if (!settings.dataRequests)
    throw new ProtocolError('FORBIDDEN', 'This deployment takes no requests for what it keeps of a user.');
  await rates.takeShared(sender.userId, what, Number.POSITIVE_INFINITY);
  await audit.add(noteOf(sender, { action: NOTED[what], userId: sender.userId }, clock.now()));
  return {};
}
