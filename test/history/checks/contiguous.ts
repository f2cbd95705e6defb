/** The final log has no gap, and counts its messages right. */
import { isMessage } from '../../../shared/protocol/index.ts';
import type { Check } from '../evidence/evidence.ts';

export const contiguous: Check = function* ({ logs }) {
  for (const { room, from, entries } of logs.values()) {
    let expected = from;
    let ordinal: number | undefined;
    for (const entry of entries) {
      const at = { room, seq: entry.seq };
      if (entry.seq !== expected)
        yield { what: `${room} has seq ${entry.seq} where ${expected} is due`, events: [], entries: [at] };
      // Behind a gap nobody can say what the count should be.
      const due =
        ordinal === undefined || entry.seq !== expected ? entry.ordinal : ordinal + Number(isMessage(entry));
      if (entry.ordinal !== undefined && entry.ordinal !== due)
        yield {
          what: `seq ${entry.seq} of ${room} has ordinal ${entry.ordinal}, not ${due}`,
          events: [],
          entries: [at],
        };
      expected = entry.seq + 1;
      ordinal = entry.ordinal;
    }
  }
};
