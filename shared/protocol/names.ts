/** Names from outside that are shown to others. Without zod, since the authorizer holds user names to the same rules. */
import { LIMITS } from './limits.ts';

/** Control characters and those that turn the direction of writing: with them one name could pass for another. */
const DECEIVING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const SHOWN = /[^\p{Z}\p{Cc}\p{Cf}]/u;

export const isName = (text: string): boolean =>
  text.length <= LIMITS.userIdLength && text.isWellFormed() && SHOWN.test(text) && !DECEIVING.test(text);
