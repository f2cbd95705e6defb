/** Header names come as the client wrote them. */
export function header(headers: Readonly<Record<string, string>> | null | undefined, name: string): string {
  const entry = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1] ?? '';
}

/** The entries of a comma-separated header. */
export const listed = (value: string): string[] =>
  value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
