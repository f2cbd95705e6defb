/** For eyes; `--json` is for programs. */
import { table as laidOut } from '../../../costs/table.ts';
import { goalOf } from './goals.ts';
import type { Row } from './row.ts';

function verdictOf(row: Row): string {
  const goal = goalOf(row);
  return goal ? `${goal.says}: ${goal.met(row) ? 'met' : 'not met'}` : '';
}

const figure = (value: number, [least, most]: readonly [number, number]) =>
  least === most ? String(value) : `${value} (${least}–${most})`;

export const cells = (row: Row): string[] => [
  row.name,
  row.unit,
  figure(row.ours, row.spread.ours),
  figure(row.peer, row.spread.peer),
  row.peerName,
  String(row.ratio),
  row.better,
  verdictOf(row),
];

export const HEAD = ['name', 'unit', 'ours', 'peer', 'peer is', 'ours ÷ peer', 'better', 'goal'];

export const table = (rows: readonly Row[]): string => laidOut(HEAD, rows.map(cells));
