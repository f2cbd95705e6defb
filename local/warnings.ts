/** Warnings about unsafe settings, printed when the server starts. */
import { isLoopback } from '../emulator/http/names.ts';

const TOLD =
  "lets the network in. The demo users' passwords and the key pair of the AWS endpoint are public: " +
  'anyone who gets there can read and write everything, the API key and the secrets included.';

/** Undefined if nobody but this machine gets there. */
export function networkWarning({
  host,
  publicUrl,
}: {
  readonly host: string;
  readonly publicUrl?: string | undefined;
}): string | undefined {
  if (!isLoopback(host)) return `Warning: --host ${host} ${TOLD}`;
  const isPublic =
    publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''));
  return isPublic ? `Warning: --public-url ${publicUrl} ${TOLD}` : undefined;
}
