/** Codes of an authenticator app: RFC 6238, six digits of 30 seconds each. */
import { generateSecret, verify } from 'otplib';

/** A clock may be this far off, in seconds. */
const TOLERANCE_SECONDS = 30;

export const newSecret = (): string => generateSecret();

export async function isCodeOf(secret: string, token: string, now: number): Promise<boolean> {
  if (!/^\d{6}$/.test(token)) return false;
  const epoch = Math.floor(now / 1_000);
  return (await verify({ secret, token, epoch, epochTolerance: TOLERANCE_SECONDS })).valid;
}
