/** API Gateway's integration timeout: `$connect` has returned by then, and the upgrade is through or refused. */
const OPENING_MS = 29_000;

/**
 * Whether a connection may still be on its way: until its upgrade is through, API Gateway reports it as gone. Both times
 * come from wall clocks of different machines; a connection from ahead of our time counts as one of now.
 * @param connection without `connectedAt` it is certain to be open, as one is that has joined a room
 */
export const isOpening = (
  connection: { readonly connectedAt?: number | undefined; readonly upgraded?: boolean | undefined },
  now: number,
): boolean => {
  const { connectedAt, upgraded } = connection;
  return connectedAt !== undefined && upgraded !== true && now - connectedAt < OPENING_MS;
};
