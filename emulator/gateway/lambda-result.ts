/** What a Lambda proxy integration returns, as far as a WebSocket API looks at it. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
}

function headersOf(value: unknown): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  if (typeof value === 'object' && value !== null)
    for (const [name, header] of Object.entries(value)) headers.set(name.toLowerCase(), String(header));
  return headers;
}

/** Undefined if API Gateway would log "Malformed Lambda proxy response". */
export function readLambdaResult(value: unknown): LambdaResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('statusCode' in value) || typeof value.statusCode !== 'number') return undefined;
  const body = 'body' in value ? (value.body ?? undefined) : undefined;
  if (body !== undefined && typeof body !== 'string') return undefined;
  const headers = headersOf('headers' in value ? value.headers : undefined);
  return { statusCode: value.statusCode, headers, body };
}
