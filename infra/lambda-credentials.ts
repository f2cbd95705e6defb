/**
 * Takes the place of the SDK's default credential chain in the bundles. On Lambda credentials come in the environment,
 * and nowhere else; the chain's other links (SSO, STS, profiles, instance metadata) are a quarter of a bundle.
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
