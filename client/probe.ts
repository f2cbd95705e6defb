/** `silence`: nothing answers there. `busy`: it says that it takes no requests just now. `answer`: it is there. */
export type Answer = 'silence' | 'busy' | 'answer';

const PATIENCE_MS = 5_000;

/**
 * What answers at the address. Browsers report a refused handshake and a dead server alike; a plain request tells them
 * apart. They hide its status as well (it is 0 then); elsewhere it tells a server that is only busy.
 */
export async function probe(url: string): Promise<Answer> {
  // Without the query, which may hold a token.
  const [address = ''] = url.replace('ws', 'http').split('?');
  // Not `AbortSignal.timeout`, which React Native lacks.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    const { status } = await fetch(address, { mode: 'no-cors', signal: late.signal });
    return status === 429 || status >= 500 ? 'busy' : 'answer';
  } catch {
    return 'silence';
  } finally {
    clearTimeout(timer);
  }
}
