/** IAM's wildcards: `*` stands for any characters, `?` for one. */

export function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

const SEGMENTS = 6;

/** Partition, service, region, account and resource; what comes after the fifth colon is all resource. */
function segmentsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, SEGMENTS - 1), parts.slice(SEGMENTS - 1).join(':')];
}

/** A wildcard stays within its segment of an ARN: `arn:aws:sqs:*:queue` is no pattern for every region and account. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(arn);
  return wanted.every((segment, at) => matches(segment, given[at] ?? ''));
}
