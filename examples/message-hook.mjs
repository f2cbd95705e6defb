/**
 * A before-message hook: a Lambda function of your own that is asked about each message before it is stored.
 * `npm start -- --message-hook examples/message-hook.mjs` runs it here; on AWS deploy it as you like, and give its name as
 * `--context messageHook=<name>`. docs/deploying.md tells what it is handed.
 */
const CARD = /\b(?:\d[ -]?){15}\d\b/g;

export async function handler({ text, sender }) {
  // What a server says is its own.
  if (sender.server || text === undefined) return { verdict: 'allow' };
  if (text.length > 20 && text === text.toUpperCase() && text !== text.toLowerCase())
    return { verdict: 'refuse', message: 'No need to shout.' };
  const changed = text.replace(CARD, '[card number removed]');
  return changed === text ? { verdict: 'allow' } : { verdict: 'change', text: changed };
}
