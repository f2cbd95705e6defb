/** Decides whether a history keeps what docs/protocol.md and docs/security.md promise. */
import { agreement } from './checks/agreement.ts';
import { audience } from './checks/audience.ts';
import { changes } from './checks/changes.ts';
import { clientLogs } from './checks/client-logs.ts';
import { contiguous } from './checks/contiguous.ts';
import { denial } from './checks/denial.ts';
import { expiry } from './checks/expiry.ts';
import { once } from './checks/once.ts';
import { order } from './checks/order.ts';
import { ownership } from './checks/ownership.ts';
import { presence } from './checks/presence.ts';
import { rates } from './checks/rates.ts';
import { shape } from './checks/shape.ts';
import { standing } from './checks/standing.ts';
import { stored } from './checks/stored.ts';
import { unread } from './checks/unread.ts';
import { type Check, type Finding, readEvidence } from './evidence/evidence.ts';
import type { History } from './format.ts';

const CHECKS = {
  stored,
  contiguous,
  once,
  order,
  agreement,
  changes,
  'client-logs': clientLogs,
  audience,
  ownership,
  expiry,
  denial,
  standing,
  unread,
  presence,
  rates,
  shape,
} as const satisfies Readonly<Record<string, Check>>;
export type Property = keyof typeof CHECKS;
export const PROPERTIES = Object.keys(CHECKS) as Property[];

export interface Violation extends Finding {
  readonly property: Property;
}

/** Empty if every promise was kept; otherwise of each property the violation first that the fewest events show. */
export function check(history: History): Violation[] {
  const evidence = readEvidence(history);
  return PROPERTIES.flatMap(property =>
    [...CHECKS[property](evidence)]
      .map(finding => ({ property, ...finding }))
      .sort((a, b) => a.events.length - b.events.length),
  );
}
