/** The table of docs/architecture.md, next to what a run counted. */
import type { Units } from '../../costs/model/unit-table.ts';
import { invocationsOf, meteredMessages } from '../../costs/model/units.ts';
import { DOCUMENTED, SECRETS_ROW } from './documented.ts';
import { COUNTS } from './operations.ts';
import { secretCalls } from './secret-calls.ts';
import type { Servers } from './servers.ts';

/** With messages this long, ten of them and their room fit into one read unit. */
export const SMALL_BYTES = 100;
const PUBLISHES = 100;

export interface Figures {
  readonly writes: number;
  readonly reads: number;
  readonly invocations: number;
  readonly messages: number;
}

export interface CountedRow {
  readonly what: string;
  readonly n: number;
  readonly says: string;
  readonly documented: Figures;
  readonly counted: Figures;
}

export const figuresOf = (units: Units): Figures => ({
  writes: units.writes.connections + units.writes.messages,
  reads: units.reads.connections + units.reads.messages,
  invocations: invocationsOf(units),
  messages: meteredMessages(units),
});

/** The table in Markdown, as the page has it. */
export const documentedRows = (): string[][] => [
  ...DOCUMENTED.map(({ what, dynamodb, lambda, messages }) => [what, dynamodb, lambda, messages]),
  [SECRETS_ROW.what, SECRETS_ROW.calls, '', ''],
];

export async function countedRows(servers: Servers): Promise<CountedRow[]> {
  const rows: CountedRow[] = [];
  for (const { what, dynamodb, operation, sizes, ...says } of DOCUMENTED)
    for (const n of sizes)
      rows.push({
        what,
        n,
        says: `${dynamodb}; ${says.lambda} Lambda; ${says.messages} messages`,
        documented: {
          writes: says.writes(n),
          reads: says.reads(n),
          invocations: says.invocations(n),
          messages: says.metered(n),
        },
        counted: figuresOf(await COUNTS[operation](servers, n)),
      });
  return rows;
}

export const countedSecretCalls = async (
  { plain }: Servers,
  publishes = PUBLISHES,
): Promise<{ publishes: number; calls: number }> => ({
  publishes,
  calls: await secretCalls(plain, publishes),
});
