/** Whatever selects no route: not JSON, no action, an unknown action. */
import * as z from 'zod';
import { ProtocolError } from '../shared/protocol/index.ts';
import { route } from './route.ts';

const anyAction = z.looseObject({ action: z.string() });

export const handler = route(
  anyAction,
  () => ({}),
  async () => {
    throw new ProtocolError('UNKNOWN_ACTION', 'There is no such action.');
  },
);
