/** The ids of direct rooms: `dm:<lower user id>:<higher user id>`. A direct room belongs to its two users; nobody joins it. */
const PREFIX = 'dm:';
const DIRECT = /^dm:([A-Za-z0-9_.-]+):([A-Za-z0-9_.-]+)$/;

export const isDirect = (room: string): boolean => room.startsWith(PREFIX);

export const directRoom = (userId: string, otherId: string): string =>
  `${PREFIX}${[userId, otherId].sort().join(':')}`;

/** The two users; undefined if the id is not well formed. */
export function directUsers(room: string): readonly [string, string] | undefined {
  const [, first, second] = DIRECT.exec(room) ?? [];
  return first !== undefined && second !== undefined && first < second ? [first, second] : undefined;
}
