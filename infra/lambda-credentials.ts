/**
 * Replaces the SDK's default credential chain in the bundles. On Lambda, credentials always come in the environment; the
 * other sources of the chain (SSO, STS, profiles, instance metadata) would be a quarter of a bundle.
 */
function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`environment variable ${name} is not set: these credentials are for AWS Lambda`);
  return value;
}

export const defaultProvider = () => async () => ({
  accessKeyId: required('AWS_ACCESS_KEY_ID'),
  secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
  ...(process.env.AWS_SESSION_TOKEN && { sessionToken: process.env.AWS_SESSION_TOKEN }),
});
