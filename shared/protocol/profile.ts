/** What a user may say of themselves: apart from how it is told, so that the SDK's bundle holds none of it. */
import * as z from 'zod/mini';
import { customData, name } from './fields.ts';
import { pictureOf } from './room-details.ts';

export const PROFILE = {
  /** Of the custom data, as JSON. */
  dataBytes: 2_048,
  pictureLength: 512,
  /** Users that are asked for at once: their profiles together fit into one reply, and their rows into one read. */
  users: 20,
  /** Characters that a name is looked up by, at least: nobody lists everyone with a few frames. */
  prefixLength: 2,
} as const;

/** What may be changed of a profile. `null` takes a field away; what is left out stays. */
export const newProfile = {
  displayName: z.optional(z.nullable(name)),
  picture: z.optional(z.nullable(pictureOf(PROFILE.pictureLength))),
  status: z.optional(z.nullable(name)),
  data: z.optional(z.nullable(customData(PROFILE.dataBytes))),
  hideLastSeen: z.optional(z.boolean()),
  /** Is not found by `findUsers`. */
  unlisted: z.optional(z.boolean()),
};
