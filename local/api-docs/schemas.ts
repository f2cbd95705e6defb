/** Our zod schemas as JSON Schema, with what they share under names of its own. */
import * as z from 'zod';
import {
  deleted,
  edited,
  entry,
  errorCode,
  issue,
  message,
  publishError,
  roomChanged,
  user,
} from '../../shared/protocol/index.ts';
import { problem } from '../../shared/protocol/operations.ts';

const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  deleted,
  edited,
  entry,
  errorCode,
  issue,
  message,
  problem,
  publishError,
  roomChanged,
  user,
}))
  names.add(schema, { id });

export interface JsonObject {
  readonly [name: string]: unknown;
}

const object = z.looseObject({
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).default([]),
});

/** Collects what several schemas share, which goes under `#/components/schemas` of either document. */
export function createSchemas() {
  const shared = new Map<string, unknown>();

  /** As a client may send it, or reads it: unknown fields of what it reads are ignored. */
  function schemaOf(schema: z.core.$ZodType): JsonObject {
    const {
      $schema: _,
      $defs,
      ...rest
    } = z.toJSONSchema(schema, {
      io: 'input',
      metadata: names,
      unrepresentable: 'any',
    });
    const moved = (value: unknown): JsonObject =>
      JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
    for (const [id, definition] of Object.entries($defs ?? {})) {
      const { id: _id, ...own } = moved(definition);
      shared.set(id, own);
    }
    return moved(rest);
  }

  return {
    schemaOf,
    /** The fields of an object, and which of them have to be there. */
    fieldsOf: (schema: z.core.$ZodType) => object.parse(schemaOf(schema)),
    shared: (): JsonObject => Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
