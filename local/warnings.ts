/** Warnings about unsafe settings, printed when the server starts. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Undefined if nobody but this machine gets there. */
export const networkWarning = (host: string): string | undefined =>
  isLoopback(host)
    ? undefined
    : `Warning: --host ${host} lets the network in. The demo users' passwords and the key pair of the AWS endpoint are public: ` +
      'anyone who gets there can read and write everything, the API key and the secrets included.';
