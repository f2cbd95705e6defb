/** What a deployment chooses of its user pool and of the one client in it, under the names that CloudFormation has for it. */
import * as z from 'zod';

/** How Cognito spells the units of `TokenValidityUnits`. */
const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);

/** Other pools than these are refused: a stand-in that took them would behave as another pool does. */
export const UserPoolProperties = z.object({
  UsernameConfiguration: z.object({ CaseSensitive: z.literal(false) }),
  AliasAttributes: z.tuple([z.literal('email')]),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: z.boolean() }),
  MfaConfiguration: z.enum(['OFF', 'OPTIONAL']),
  Policies: z.object({
    PasswordPolicy: z.object({
      MinimumLength: z.number(),
      RequireLowercase: z.boolean(),
      RequireUppercase: z.boolean(),
      RequireNumbers: z.boolean(),
      RequireSymbols: z.boolean(),
      TemporaryPasswordValidityDays: z.number(),
    }),
  }),
});
export type PasswordPolicy = z.infer<typeof UserPoolProperties>['Policies']['PasswordPolicy'];

export const ClientProperties = z.object({
  ExplicitAuthFlows: z.array(z.string()),
  AccessTokenValidity: z.number(),
  RefreshTokenValidity: z.number(),
  TokenValidityUnits: z.object({ AccessToken: Unit, RefreshToken: Unit }),
  PreventUserExistenceErrors: z.literal('ENABLED'),
});

export interface PoolSettings {
  readonly passwordPolicy: PasswordPolicy;
  readonly selfSignUp: boolean;
  readonly mfa: 'OFF' | 'OPTIONAL';
  /** `ALLOW_USER_SRP_AUTH` and the like. */
  readonly authFlows: readonly string[];
  /** Of access and id tokens. */
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

export function poolSettings(
  pool: z.infer<typeof UserPoolProperties>,
  client: z.infer<typeof ClientProperties>,
): PoolSettings {
  const { TokenValidityUnits: units } = client;
  return {
    passwordPolicy: pool.Policies.PasswordPolicy,
    selfSignUp: !pool.AdminCreateUserConfig.AllowAdminCreateUserOnly,
    mfa: pool.MfaConfiguration,
    authFlows: client.ExplicitAuthFlows,
    accessTokenSeconds: client.AccessTokenValidity * (SECONDS[units.AccessToken] ?? 1),
    refreshTokenSeconds: client.RefreshTokenValidity * (SECONDS[units.RefreshToken] ?? 1),
  };
}
