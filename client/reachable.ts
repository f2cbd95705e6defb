/**
 * Whether anything answers at the address. Browsers report a refused handshake and a dead server alike; a plain request
 * tells them apart, even if the response itself may not be read.
 */
export async function isReachable(url: string): Promise<boolean> {
  // Without the query, which may hold a token.
  const [address = ''] = url.replace('ws', 'http').split('?');
  return fetch(address, { mode: 'no-cors', signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}
