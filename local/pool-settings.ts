import type { PoolSettings } from '../emulator/cognito/pool-settings.ts';
import { SIGN_IN } from '../shared/sign-in.ts';

/** The user pool of a deployment in development. A test compares it with the pool of the template. */
export const POOL_SETTINGS: PoolSettings = {
  passwordPolicy: {
    MinimumLength: SIGN_IN.passwordLength,
    RequireLowercase: true,
    RequireUppercase: true,
    RequireNumbers: true,
    RequireSymbols: true,
    TemporaryPasswordValidityDays: SIGN_IN.temporaryPasswordDays,
  },
  selfSignUp: true,
  mfa: 'OPTIONAL',
  authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  accessTokenSeconds: SIGN_IN.accessTokenHours * 3_600,
  refreshTokenSeconds: SIGN_IN.refreshTokenDays * 86_400,
};
