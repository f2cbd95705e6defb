/** What bounds moderation: apart from `LIMITS`, so that the SDK's bundle holds none of it. */
export const MODERATION = {
  /** Characters of why somebody is banned or reported. */
  reasonLength: 256,
  /** Characters that are kept of a message that was reported. */
  excerptLength: 256,
  /** Bans or reports of one page: each may hold some hundred characters. */
  page: 25,
  /** Back to when all messages of a user are deleted at once: 30 days. */
  hours: 720,
  /** Messages that are pinned in a room. */
  pins: 50,
  /** Until when what has no end lasts, epoch milliseconds: the last moment that a date can hold. */
  forGood: 8_640_000_000_000_000,
} as const;
