/** An authenticator app as a second factor. */
import * as z from 'zod';
import { invalidParameter, softwareTokenMismatch } from '../errors.ts';
import { isCodeOf, newSecret } from '../totp.ts';
import { Anything, OfPool, poolOperation, publicOperation } from './operation.ts';
import { userOf, WithAccessToken } from './self-service.ts';

export const secondFactorOperations = {
  AssociateSoftwareToken: publicOperation(WithAccessToken, async (pool, { AccessToken }) => {
    const { sub } = await userOf(pool, AccessToken);
    const secret = newSecret();
    await pool.users.change(sub, () => ({ totp: { secret, proved: false, enabled: false } }));
    return { SecretCode: secret };
  }),

  VerifySoftwareToken: publicOperation(
    WithAccessToken.extend({ UserCode: z.string().regex(/^\d{6}$/) }),
    async (pool, { AccessToken, UserCode }) => {
      const { sub, totp } = await userOf(pool, AccessToken);
      if (!totp || !(await isCodeOf(totp.secret, UserCode, pool.now()))) throw softwareTokenMismatch();
      await pool.users.change(sub, user => {
        // Another one may have been asked for in between.
        if (user.totp?.secret !== totp.secret) throw softwareTokenMismatch();
        return { totp: { ...totp, proved: true } };
      });
      return { Status: 'SUCCESS' };
    },
  ),

  SetUserMFAPreference: publicOperation(
    WithAccessToken.extend({
      SoftwareTokenMfaSettings: Anything.extend({ Enabled: z.boolean().default(false) }).optional(),
    }),
    async (pool, { AccessToken, SoftwareTokenMfaSettings }) => {
      const { sub } = await userOf(pool, AccessToken);
      const enabled = SoftwareTokenMfaSettings?.Enabled;
      if (enabled === undefined) return {};
      await pool.users.change(sub, ({ totp }) => {
        if (enabled && !(totp?.proved && pool.settings.mfa === 'OPTIONAL'))
          throw invalidParameter('User has not verified software token mfa');
        return { totp: totp && { ...totp, enabled } };
      });
      return {};
    },
  ),

  GetUserPoolMfaConfig: poolOperation(OfPool, ({ settings: { mfa } }) => ({
    SoftwareTokenMfaConfiguration: { Enabled: mfa === 'OPTIONAL' },
    MfaConfiguration: mfa,
  })),
};
