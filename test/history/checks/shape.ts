/** Every reply and every push has the shape that the protocol gives it. */
import * as z from 'zod';
import { errorReply, pushes, replies } from '../../../shared/protocol/index.ts';
import type { Check } from '../evidence/evidence.ts';
import type { Frame } from '../format.ts';

const replySchemas = new Map<string, z.core.$ZodType>(Object.entries(replies));
const pushSchemas = new Map<string, z.core.$ZodType>(Object.entries(pushes));

const isWrong = (schema: z.core.$ZodType | undefined, frame: Frame): boolean =>
  schema !== undefined && !z.safeParse(schema, frame).success;

export const shape: Check = function* ({ calls, pushes: pushed }) {
  for (const { action, reply, asked, replied, connection } of calls) {
    if (!reply || replied === undefined) continue;
    const schema = reply.type === 'error' ? errorReply : replySchemas.get(action);
    if (isWrong(schema, reply))
      yield {
        what: `the reply to ${action} of ${connection.client} has a wrong shape`,
        events: [asked, replied],
      };
  }
  // A push of another type is one of a later version.
  for (const { frame, at, connection } of pushed)
    if (isWrong(pushSchemas.get(String(frame.type)), frame))
      yield { what: `a ${frame.type} to ${connection.client} has a wrong shape`, events: [at] };
};
