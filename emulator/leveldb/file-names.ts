const PATTERNS = { log: /^(\d+)\.log$/, table: /^(\d+)\.(?:ldb|sst)$/ };

/** The number of a table or of a log; undefined of another file. */
export function numberOf(name: string, kind: keyof typeof PATTERNS): number | undefined {
  const [, number] = PATTERNS[kind].exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
}
