/** What may be said of a room: apart from how it is told, so that the SDK's bundle holds none of it. */
import * as z from 'zod/mini';
import { customData, name, wellFormed } from './fields.ts';
import { LIMITS } from './limits.ts';

/** Some lines about a room. */
const topic = wellFormed.check(z.minLength(1), z.maxLength(LIMITS.topicLength));

/** Never another scheme than https: a page may show it as it comes. */
export const pictureOf = (length: number) =>
  wellFormed.check(
    z.maxLength(length),
    z.refine(value => /^https:\/\/[^\s"'<>\\]+$/.test(value), 'is not the URL of a picture, with https://'),
  );

/** What may be changed of a room. `null` takes a field away; what is left out stays. */
export const newRoomDetails = {
  name: z.optional(z.nullable(name)),
  topic: z.optional(z.nullable(topic)),
  picture: z.optional(z.nullable(pictureOf(LIMITS.pictureLength))),
  data: z.optional(z.nullable(customData(LIMITS.roomDataBytes))),
  readOnly: z.optional(z.boolean()),
  archived: z.optional(z.boolean()),
  /** 0 is none. */
  slowModeSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(LIMITS.slowModeSeconds))),
};
