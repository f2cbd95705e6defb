/** The server API as an OpenAPI 3.1 document, made from the table of operations. */
import { operationReplies } from '../../shared/protocol/operation-replies.ts';
import { type OperationName, operations, problem } from '../../shared/protocol/operations.ts';
import { createSchemas, type JsonObject } from './schemas.ts';

const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } });

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same one within ten minutes, it is done once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

// `Object.keys` does not know that it has no more than these.
const NAMES = Object.keys(operations) as OperationName[];

/** @param url where the API is, without a trailing slash */
export function openApi(url: string): JsonObject {
  const { schemaOf, fieldsOf, shared } = createSchemas();
  const refusal = {
    description: 'A refusal: `code` says of which kind',
    content: { 'application/problem+json': { schema: schemaOf(problem) } },
  };

  function operationOf(name: OperationName): JsonObject {
    const operation = operations[name];
    const { method, path, scope, summary, input } = operation;
    const { properties, required, ...rest } = fieldsOf(input);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
    const others = Object.keys(properties).filter(field => !inPath.includes(field));
    const inQuery = method === 'GET' || method === 'DELETE' ? others : [];
    const inBody = inQuery === others ? [] : others;
    const parameter = (place: 'path' | 'query') => (field: string) => ({
      name: field,
      in: place,
      required: required.includes(field),
      schema: properties[field],
    });
    const needed = required.filter(field => inBody.includes(field));
    return {
      operationId: name,
      summary,
      description: `Takes a key with the scope \`${scope}\`.`,
      tags: [scope],
      parameters: [
        ...inPath.map(parameter('path')),
        ...inQuery.map(parameter('query')),
        ...('idempotencyKey' in operation ? [IDEMPOTENCY_KEY] : []),
      ],
      ...(inBody.length > 0 && {
        requestBody: {
          required: needed.length > 0,
          ...json({
            ...rest,
            properties: Object.fromEntries(inBody.map(field => [field, properties[field]])),
            ...(needed.length > 0 && { required: needed }),
          }),
        },
      }),
      responses: {
        200: { description: 'Done', ...json(schemaOf(operationReplies[name])) },
        default: refusal,
      },
    };
  }

  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const name of NAMES) {
    const { path, method } = operations[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Messaging: the server API',
      version: '1',
      description: 'What servers do with an API key. docs/server-api.md says more.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url }],
    security: [{ apiKey: [] }],
    paths,
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } }, schemas: shared() },
  };
}
