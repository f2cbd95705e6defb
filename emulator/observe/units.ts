import { currentInvocation } from '../lambda/invocation.ts';

/** What one DynamoDB call consumed, as the store reports it. */
export interface Consumed {
  readonly table: string;
  readonly command: string;
  readonly units: number;
}

/** Whether a DynamoDB command consumes read units. */
export const isRead = (command: string): boolean => /^(Get|BatchGet|Query|Scan|TransactGet)/.test(command);

/** Writes the units down with the run that consumed them. */
export function charge({ command, units }: Consumed): void {
  const invocation = currentInvocation();
  if (invocation === undefined) return;
  if (isRead(command)) invocation.readUnits += units;
  else invocation.writeUnits += units;
}
