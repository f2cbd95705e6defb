import type { Consumed } from '../../shared/aws/document-client.ts';
import { currentInvocation } from '../lambda/invocation.ts';

/** Whether a DynamoDB command consumes read units. */
export const isRead = (command: string): boolean => /^(Get|BatchGet|Query|Scan|TransactGet)/.test(command);

/** Writes the units down with the run that consumed them. */
export function charge({ command, units }: Consumed): void {
  const invocation = currentInvocation();
  if (invocation === undefined) return;
  if (isRead(command)) invocation.readUnits += units;
  else invocation.writeUnits += units;
}
