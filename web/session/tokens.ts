/** What both ways of signing in come to. */
export interface Tokens {
  readonly accessToken: string;
  /** Cognito hands it out once, at the sign-in. */
  readonly refreshToken?: string | undefined;
}

/** One way of signing in. */
export interface SignIn {
  refresh(refreshToken: string): Promise<Tokens>;
  revoke(refreshToken: string): Promise<void>;
}

/** The sign-in was refused, as opposed to not having been answered. */
export class Refused extends Error {}
