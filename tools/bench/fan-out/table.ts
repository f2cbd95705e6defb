import { table as laidOut } from '../../../costs/table.ts';
import type { Row } from './row.ts';

/** For eyes; `--json` is for programs. */
export const table = (rows: readonly Row[]): string =>
  laidOut(
    ['name', 'ours', 'peer', 'ours ÷ peer', 'unit', 'peer is'],
    rows.map(({ name, unit, ours, peer, peerName, ratio }) => [
      name,
      String(ours),
      String(peer),
      String(ratio),
      unit,
      peerName,
    ]),
  );
