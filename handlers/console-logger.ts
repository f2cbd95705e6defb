import type { Logger } from '../shared/core/ports.ts';

const plain = (_: string, value: unknown) =>
  value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;

/**
 * One JSON line an event, whose fields CloudWatch Logs Insights can ask for by name. A function whose log is JSON
 * makes the line itself, of an object; text it would wrap, and the fields with it.
 */
const toLine = (entry: object): unknown =>
  process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? entry : JSON.stringify(entry, plain);

export const consoleLogger: Logger = {
  warn: (event, details) => console.warn(toLine({ event, ...details })),
  error: (event, details) => console.error(toLine({ event, ...details })),
};
