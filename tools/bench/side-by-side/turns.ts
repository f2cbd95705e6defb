/** By turns, so that whatever else the machine does falls on all alike. */
import { type Row, rowOf } from './row.ts';

/** What each took, by its name, one figure a round. */
export type Taken<Figures> = ReadonlyMap<string, readonly Figures[]>;

export async function byTurns<One extends { readonly name: string }, Figures>(
  all: readonly One[],
  rounds: number,
  measure: (one: One, round: number) => Promise<Figures>,
  progress: (text: string) => void,
): Promise<Taken<Figures>> {
  const taken = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const one of all) {
      progress(`round ${round + 1} of ${rounds}: ${one.name}`);
      taken.get(one.name)?.push(await measure(one, round));
    }
  return taken;
}

/** One row for each of the others. */
export function rowsOf<Figures>(
  taken: Taken<Figures>,
  what: Pick<Row, 'name' | 'unit' | 'better'>,
  figure: (figures: Figures) => number | undefined,
): Row[] {
  const [[, mine = []] = [], ...others] = [...taken];
  const of = (figures: readonly Figures[]) => figures.flatMap(each => figure(each) ?? []);
  return others
    .map(([peerName, theirs]) => ({ ...what, peerName, ours: of(mine), peer: of(theirs) }))
    .filter(({ ours, peer }) => ours.length > 0 && peer.length > 0)
    .map(rowOf);
}
