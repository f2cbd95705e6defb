/** What stands for an AWS account on this machine. Not a secret: it opens nothing but the loopback. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
/** The key pairs that signed calls may be signed with, by their id. */
export const ACCEPTED_KEYS = { local: 'local', test: 'test' };
