/** A trace as a waterfall: a row for each span, below what it is a part of, from when it began to when it ended. */

export interface Bar {
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  /** Milliseconds, from any zero. */
  readonly began: number;
  readonly ended: number;
}

const WIDTH = 860;
const NAMES = 330;
const ROW = 17;
const HEAD = 30;
const INDENT = 14;

/** By how a name begins; a run of a function by none of these. */
const COLOURS = {
  DynamoDB: '#8da0cb',
  Lambda: '#fc8d62',
  SQS: '#e78ac3',
  post: '#66a61e',
  webhook: '#a6761d',
};
const RUN = '#444444';

const colourOf = (name: string) =>
  Object.entries(COLOURS).find(([word]) => name.split(' ')[0] === word)?.[1] ?? RUN;

/** Each below its parent, in the order in which they began. */
function ordered(bars: readonly Bar[], parent?: string, depth = 0): { bar: Bar; depth: number }[] {
  return bars
    .filter(bar => bar.parent === parent)
    .sort((one, other) => one.began - other.began)
    .flatMap(bar => [{ bar, depth }, ...ordered(bars, bar.id, depth + 1)]);
}

/** The SVG's text. @param bars one trace, with its root */
export function waterfall(bars: readonly Bar[]): string {
  const rows = ordered(bars);
  const from = Math.min(...bars.map(({ began }) => began));
  const to = Math.max(...bars.map(({ ended }) => ended));
  const x = (at: number) => NAMES + ((at - from) / (to - from)) * (WIDTH - NAMES - 60);
  const height = HEAD + rows.length * ROW + 8;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(part => from + part * (to - from));
  const lines = ticks.map(
    at =>
      `<line x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="${HEAD - 6}" y2="${height - 6}" stroke="#dddddd"/>` +
      `<text x="${x(at).toFixed(1)}" y="${HEAD - 12}" text-anchor="middle" fill="#666666">${Math.round(at - from)} ms</text>`,
  );
  const drawn = rows.map(({ bar: { name, began, ended }, depth }, row) => {
    const y = HEAD + row * ROW;
    const width = Math.max(1.5, x(ended) - x(began));
    const isRun = colourOf(name) === RUN;
    return (
      `<text x="${8 + depth * INDENT}" y="${y + 12}"${isRun ? ' font-weight="bold"' : ''}>${name}</text>` +
      `<rect x="${x(began).toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" rx="2" fill="${colourOf(name)}"/>` +
      `<text x="${(x(ended) + 4).toFixed(1)}" y="${y + 12}" fill="#666666">${(ended - began).toFixed(1)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...lines,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}
