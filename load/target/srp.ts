import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

interface Who {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** Signs a user in by SRP, the one way that a pool in production has; some 60 ms of CPU here. Returns the access token. */
export function signInBySrp({ endpoint, userPoolId, clientId, username, password }: Who): Promise<string> {
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
  const user = new CognitoUser({ Username: username, Pool });
  const refused = () => new Error(`${username} must first answer a sign-in challenge.`);
  return new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
      onSuccess: session => resolve(session.getAccessToken().getJwtToken()),
      onFailure: reject,
      newPasswordRequired: () => reject(refused()),
      totpRequired: () => reject(refused()),
    }),
  );
}
