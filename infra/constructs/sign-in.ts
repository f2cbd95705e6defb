import { Aws, Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import { SIGN_IN } from '../../shared/sign-in.ts';
import { acknowledge } from '../acknowledge.ts';
import { removalOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

export const COGNITO = `https://cognito-idp.${Aws.REGION}.amazonaws.com`;

const domainPrefix = (name: string) => `${name}-${Aws.ACCOUNT_ID}`;

/** The origin of the hosted sign-in, made from its name, because the page needs it before the pool exists. */
export const signInOrigin = (name: string) =>
  `https://${domainPrefix(name)}.auth.${Aws.REGION}.amazoncognito.com`;

/** The protocol's name for the group. */
const ADMINS = 'admins';

/** Within the quota of the account's SES; Cognito itself sends 50 mails a day. */
const mailBySes = (mailFrom: string) =>
  UserPoolEmail.withSES({
    fromEmail: mailFrom,
    sesRegion: Aws.REGION,
    sesVerifiedDomain: mailFrom.slice(mailFrom.lastIndexOf('@') + 1),
  });

export interface SignInProps {
  readonly name: string;
  readonly settings: Settings;
  /** Where the hosted sign-in may send users back to. */
  readonly callbackUrls: readonly string[];
}

/** A user pool, its groups, its hosted sign-in, and the one client whose tokens are accepted. */
export class SignIn extends Construct implements Granter {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  readonly domain: UserPoolDomain;
  private readonly allowQueryToken: boolean;

  constructor(scope: Construct, { name, settings, callbackUrls }: SignInProps) {
    super(scope, 'SignIn');
    const { keepData, selfSignUp, mailFrom, passwordSignIn } = settings;
    this.allowQueryToken = settings.allowQueryToken;
    this.userPool = new UserPool(this, 'UserPool', {
      userPoolName: name,
      // The cheapest plan that has everything used here; Essentials costs about three times as much a monthly user.
      featurePlan: FeaturePlan.LITE,
      selfSignUpEnabled: selfSignUp,
      ...(mailFrom && { email: mailBySes(mailFrom) }),
      signInAliases: { username: true, email: true },
      autoVerify: { email: true },
      // Otherwise two spellings of one name would be two users.
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: SIGN_IN.passwordLength,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(SIGN_IN.temporaryPasswordDays),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: keepData,
      removalPolicy: removalOf(keepData),
    });
    acknowledge(this.userPool, {
      'AwsSolutions-COG2': 'A chat leaves the second factor to its users; authenticator apps are supported.',
      'AwsSolutions-COG8':
        'Threat protection needs the Plus plan, $0.02 a monthly user; docs/deploying.md tells how.',
    });
    this.userPool.addGroup('Admins', {
      groupName: ADMINS,
      description: 'May see the statistics and disconnect users',
    });
    this.client = this.userPool.addClient('Client', {
      userPoolClientName: name,
      generateSecret: false, // a browser keeps no secret; the code flow uses PKCE
      authFlows: { userSrp: true, userPassword: passwordSignIn },
      disableOAuth: callbackUrls.length === 0,
      ...(callbackUrls.length > 0 && {
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
          callbackUrls: [...callbackUrls],
          logoutUrls: [...callbackUrls],
        },
      }),
      accessTokenValidity: Duration.hours(SIGN_IN.accessTokenHours),
      idTokenValidity: Duration.hours(SIGN_IN.accessTokenHours),
      refreshTokenValidity: Duration.days(SIGN_IN.refreshTokenDays),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.domain = this.userPool.addDomain('Domain', {
      // Must be unique among all accounts of AWS.
      cognitoDomain: { domainPrefix: domainPrefix(name) },
    });
  }

  /** What a client needs to sign in. */
  get config() {
    return {
      region: Aws.REGION,
      endpoint: COGNITO,
      userPoolId: this.userPool.userPoolId,
      clientId: this.client.userPoolClientId,
      signInUrl: this.domain.baseUrl(),
    };
  }

  grantTo(fn: HandlerFunction): void {
    const { signIn, people } = fn.spec.permissions;
    if (signIn || people) fn.setVariable(ENV.userPoolId, this.userPool.userPoolId);
    if (people) fn.allow(['cognito-idp:ListUsers'], this.userPool.userPoolArn);
    if (!signIn) return;
    // Verifying a token takes the pool's public keys and no permission.
    fn.setVariable(ENV.userPoolClientId, this.client.userPoolClientId);
    if (this.allowQueryToken) fn.setVariable(ENV.allowQueryToken, 'true');
  }
}
