/** A URL that webhooks may be sent to: the one check of the local flag and of the deployment's setting. */

/**
 * Returns what is wrong with the URL, in words that hold nothing of it: it may hold a secret.
 * @param insecure also takes `http`, as for an endpoint on this machine
 */
export function faultOfWebhookUrl(text: string, { insecure }: { insecure: boolean }): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && !(insecure && protocol === 'http:'))
    return insecure ? 'is neither http nor https' : 'is not https';
  // fetch() refuses such a URL: nothing would ever be delivered.
  if (username !== '' || password !== '') return 'has a user or a password; the signature says that it is us';
  // The functions are told of all endpoints in one variable, with commas between.
  return text.includes(',') ? 'has a comma' : undefined;
}

/** What logs and screens may show of an endpoint: paths and queries may hold secrets too. */
export const shownWebhookUrl = (url: string): string => new URL(url).origin;
