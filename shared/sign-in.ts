/** What every deployment's user pool is like: the stack makes it so, and `npm start` stands in for it. */
export const SIGN_IN = {
  /** Of a password, in characters. Lower and upper case, a digit and a symbol are required as well. */
  passwordLength: 10,
  temporaryPasswordDays: 3,
  /** As long as a connection may last. A shorter token would end connections early, and every reconnect costs. */
  accessTokenHours: 2,
  refreshTokenDays: 30,
} as const;
