import type { Row } from './row.ts';

/** For eyes; `--json` is for programs. */
export function table(rows: readonly Row[]): string {
  const header = ['name', 'unit', 'ours', 'peer', 'peer is', 'ours ÷ peer'];
  const body = rows.map(({ name, unit, ours, peer, peerName, ratio }) => [
    name,
    unit,
    String(ours),
    String(peer),
    peerName,
    String(ratio),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...body].map(cells => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map(width => '─'.repeat(width))), ...body.map(line)].join('\n');
}
