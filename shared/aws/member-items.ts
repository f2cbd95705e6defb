/** Items of members in the `messages` table: a member who only reads is one with `readonly`, so that an older version can tell. */
import * as z from 'zod';
import { type MemberRole, roomRole, user } from '../protocol/index.ts';

export const memberItem = z.object({
  role: z.optional(roomRole),
  readonly: z.boolean().optional(),
  /** Epoch milliseconds. */
  since: z.number().optional(),
  invitedRole: z.optional(roomRole),
  /** Epoch milliseconds. */
  leftAt: z.number().optional(),
  readSeq: z.number().optional(),
  readOrdinal: z.number().optional(),
  readEpoch: z.string().optional(),
});
export type MemberItem = z.infer<typeof memberItem>;

export const invitedItem = z.object({
  PK: z.string(),
  invitedRole: roomRole,
  invitedBy: user,
  invitedAt: z.number(),
});

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
