/** Header names come as the client wrote them. */
export function header(headers: Readonly<Record<string, string>> | null | undefined, name: string): string {
  const entry = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1] ?? '';
}

export interface Headers {
  /** Of a header that came in several lines, the last one. */
  readonly headers?: Readonly<Record<string, string>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | null | undefined;
}

/** The entries of a comma-separated header, which may come in several lines (RFC 9110, section 5.3). */
export function listed({ headers, multiValueHeaders }: Headers, name: string): string[] {
  const [, lines = [header(headers, name)]] =
    Object.entries(multiValueHeaders ?? {}).find(([key]) => key.toLowerCase() === name) ?? [];
  return lines.flatMap(line => line.split(',').map(item => item.trim())).filter(item => item !== '');
}
