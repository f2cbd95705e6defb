/** The one place where what a client sent becomes a request. */

import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { config } from 'zod/v4/core';
import { ProtocolError } from '../shared/protocol/index.ts';

// The protocol's schemas are made with zod/mini, which has no words of its own for what is wrong.
config(en());

/** A list of thousands may be wrong in each place, and the refusal must fit into a frame. */
const ISSUES = 20;

/**
 * Only here a wrong shape is the client's: that of a row or of an answer from AWS is ours to look into.
 * @throws ProtocolError `BAD_REQUEST` or `TOO_LARGE`
 */
export function parseRequest<Schema extends z.core.$ZodType>(schema: Schema, raw: unknown): z.infer<Schema> {
  const { success, data, error } = z.safeParse(schema, raw);
  if (success) return data;
  const { issues } = error;
  const tooLarge = issues.some(issue => issue.code === 'custom' && issue.params?.code === 'TOO_LARGE');
  throw new ProtocolError(
    tooLarge ? 'TOO_LARGE' : 'BAD_REQUEST',
    tooLarge ? 'The content is too large.' : 'The request has the wrong shape.',
    { issues: issues.slice(0, ISSUES).map(({ path, message }) => ({ path: path.join('.'), message })) },
  );
}
