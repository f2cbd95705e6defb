/** Past its time a connection is sent nothing, and whatever it asks for is refused. */
import { isOk } from '../evidence/calls.ts';
import type { Check } from '../evidence/evidence.ts';

export const expiry: Check = function* ({ pushes, calls, promises, timeOf }) {
  for (const { connection, frame, at } of pushes) {
    const { opened, expiresAt } = connection;
    if (opened !== undefined && expiresAt !== undefined && timeOf(at) > expiresAt + promises.inFlightMs)
      yield {
        what: `${connection.client} was pushed a ${frame.type} after its connection's time`,
        events: [opened, at],
      };
  }
  for (const call of calls) {
    const { opened, expiresAt, client } = call.connection;
    const { asked, replied, action } = call;
    if (opened === undefined || expiresAt === undefined || replied === undefined || !isOk(call)) continue;
    if (timeOf(asked) > expiresAt)
      yield {
        what: `${action} of ${client} was served after its connection's time`,
        events: [opened, asked, replied],
      };
  }
};
