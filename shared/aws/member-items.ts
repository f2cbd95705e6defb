/** Items of members in the `messages` table: a member who only reads is one with `readonly`, so that an older version can tell. */
import * as z from 'zod/mini';
import { type MemberRole, roomRole, user } from '../protocol/index.ts';
import { memberIn } from './keys.ts';

export const memberItem = z.object({
  role: z.optional(roomRole),
  readonly: z.optional(z.boolean()),
  /** Epoch milliseconds. */
  since: z.optional(z.number()),
  invitedRole: z.optional(roomRole),
  /** Epoch milliseconds. */
  leftAt: z.optional(z.number()),
  /** Epoch milliseconds. */
  bannedUntil: z.optional(z.number()),
  mutedUntil: z.optional(z.number()),
  readSeq: z.optional(z.number()),
  readOrdinal: z.optional(z.number()),
  readEpoch: z.optional(z.string()),
});
export type MemberItem = z.infer<typeof memberItem>;

export const invitedItem = z.object({
  PK: z.string(),
  invitedRole: roomRole,
  invitedBy: user,
  invitedAt: z.number(),
});

export const bannedItem = z.pipe(
  z.object({
    SK: z.string(),
    bannedUntil: z.number(),
    banReason: z.optional(z.string()),
    bannedBy: user,
    bannedAt: z.number(),
  }),
  z.transform(({ SK, bannedUntil: until, banReason: reason, bannedBy: by, bannedAt: at }) => ({
    userId: memberIn(SK),
    until,
    by,
    at,
    ...(reason !== undefined && { reason }),
  })),
);

/** A ban that is over binds nobody, and is overwritten by whatever comes next. With `:now`, epoch milliseconds. */
export const NOT_BANNED = '(attribute_not_exists(bannedUntil) OR bannedUntil <= :now)';

export const INVITATION = 'invitedRole, invitedBy, invitedAt';
/** All that a member's item holds, but its place in the index, and that the user left, is banned or muted. */
export const PLACE = `#role, readonly, since, readSeq, readOrdinal, readEpoch, ${INVITATION}`;

export const roleOf = ({ role, readonly }: Pick<MemberItem, 'role' | 'readonly'>): MemberRole | undefined =>
  role === 'member' && readonly ? 'readonly' : role;

/** The attributes that say a role, for an update. */
export const roleSet = (role: MemberRole) =>
  role === 'readonly'
    ? {
        set: '#role = :role, readonly = :readonly',
        remove: '',
        values: { ':role': 'member', ':readonly': true },
      }
    : { set: '#role = :role', remove: 'readonly, ', values: { ':role': role } };

/** The condition that a role is the one that was seen. */
export function roleIs(role: MemberRole | undefined) {
  if (role === undefined) return { condition: 'attribute_not_exists(#role)', values: {} };
  const stored = role === 'readonly' ? 'member' : role;
  const reads = role === 'readonly' ? 'attribute_exists(readonly)' : 'attribute_not_exists(readonly)';
  return { condition: `#role = :from AND ${reads}`, values: { ':from': stored } };
}
