/** Typed reads of environment variables; a wrong value stops the function at its start, not in the middle of a message. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function required(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

export function flag(env: Environment, name: string): boolean | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (value !== 'true' && value !== 'false') throw new Error(`${name}=${value} is neither true nor false`);
  return value === 'true';
}

/** From 0. */
export function wholeNumber(env: Environment, name: string): number | undefined {
  const value = env[name];
  if (!value) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name}=${value} is not a whole number`);
  return number;
}
