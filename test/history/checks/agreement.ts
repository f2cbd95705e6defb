/** Under one seq every client is shown the same entry, that of the final log. */
import { isSame } from '../evidence/entries.ts';
import type { Check } from '../evidence/evidence.ts';

export const agreement: Check = function* ({ sightings, logs }) {
  for (const { entry, connection, at } of sightings) {
    const { room, seq, epoch } = entry;
    const log = logs.get(room);
    const stands = log?.epoch === epoch ? log.bySeq.get(seq) : undefined;
    if (stands && !isSame(stands, entry))
      yield {
        what: `${connection.client} was shown another entry as seq ${seq} of ${room} than stands there`,
        events: [at],
        entries: [{ room, seq }],
      };
  }
};
