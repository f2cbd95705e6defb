/** Delivers letters with events to the endpoints; each endpoint is on its own, and one that fails is tried again later. */
import type { Clock, Logger } from '../ports.ts';
import type { WebhookEndpoints, WebhookLetter, WebhookRetries } from './ports.ts';

export interface DeliverWebhooksDeps {
  readonly urls: readonly string[];
  readonly endpoints: WebhookEndpoints;
  readonly retries: WebhookRetries;
  /** How long an endpoint that failed is left alone, the first time. */
  readonly firstRetrySeconds: number;
  readonly clock: Pick<Clock, 'random'>;
  readonly logger: Logger;
}

/** The most that one request holds, except for a single letter that is larger. */
const REQUEST_EVENTS = 100;
const REQUEST_BYTES = 200_000;
const GROWTH = 4;
const LONGEST_SECONDS = 10_800; // 3 hours
/** SQS takes no longer delay of a new message. */
const LONGEST_DELAY_SECONDS = 900;

/** Returns the ids of the letters that are to be received again. */
export async function deliverWebhooks(
  deps: DeliverWebhooksDeps,
  letters: readonly WebhookLetter[],
): Promise<string[]> {
  const { urls, logger } = deps;
  for (const { id, to } of letters)
    if (to !== undefined && !urls.includes(to)) logger.warn('webhook without endpoint', { letter: id });
  const left = await Promise.all(urls.map(url => deliverTo(deps, url, letters)));
  const failed = [...new Set(left.flat())];
  await postpone(deps, failed);
  return failed.map(({ id }) => id);
}

/** Returns the letters that are to be received again because of this endpoint. */
async function deliverTo(
  deps: DeliverWebhooksDeps,
  url: string,
  letters: readonly WebhookLetter[],
): Promise<readonly WebhookLetter[]> {
  const requests = packed(letters.filter(({ to }) => to === undefined || to === url));
  for (const [at, request] of requests.entries()) {
    if (await deps.endpoints.post(url, eventsOf(request))) continue;
    // The others would fail too, or overtake: they wait with this one.
    const untaken = requests.slice(at);
    return (await Promise.all(untaken.map(each => leave(deps, url, each)))).flat();
  }
  return [];
}

/** A letter for all is split if an endpoint did not take it, so that the others are not sent it again. */
async function leave(
  { urls, retries, clock, firstRetrySeconds, logger }: DeliverWebhooksDeps,
  url: string,
  letters: readonly WebhookLetter[],
): Promise<readonly WebhookLetter[]> {
  if (urls.length === 1) return letters;
  const [own, shared] = [letters.filter(({ to }) => to === url), letters.filter(({ to }) => to !== url)];
  if (shared.length === 0) return own;
  try {
    // The tries go along: the new letter starts where these were, not at the first wait again.
    const tries = Math.max(...shared.map(letter => letter.tries));
    const seconds = Math.min(waitSeconds(tries, firstRetrySeconds, clock), LONGEST_DELAY_SECONDS);
    await retries.again(url, eventsOf(shared), { tries, seconds });
    return own;
  } catch (error) {
    logger.warn('webhooks not split', { error });
    return letters;
  }
}

/** If it fails, the letters come after the queue's own visibility timeout. */
async function postpone(
  { retries, clock, firstRetrySeconds, logger }: DeliverWebhooksDeps,
  letters: readonly WebhookLetter[],
): Promise<void> {
  try {
    await retries.later(
      letters.map(letter => ({ letter, seconds: waitSeconds(letter.tries, firstRetrySeconds, clock) })),
    );
  } catch (error) {
    logger.warn('webhooks not postponed', { letters: letters.length, error });
  }
}

/** Four times as long after each failure, and at random between the half and the whole of it. */
function waitSeconds(tries: number, first: number, { random }: Pick<Clock, 'random'>): number {
  const most = Math.min(first * GROWTH ** (tries - 1), LONGEST_SECONDS);
  return Math.ceil(most * (0.5 + random() / 2));
}

const eventsOf = (letters: readonly WebhookLetter[]) => letters.flatMap(({ events }) => events);

/** In the order in which they came, as many to a request as fit. */
function packed(letters: readonly WebhookLetter[]): WebhookLetter[][] {
  const requests: WebhookLetter[][] = [];
  let room = { events: 0, bytes: 0 };
  for (const letter of letters) {
    const bytes = Buffer.byteLength(JSON.stringify(letter.events));
    if (letter.events.length > room.events || bytes > room.bytes) {
      requests.push([]);
      room = { events: REQUEST_EVENTS, bytes: REQUEST_BYTES };
    }
    requests.at(-1)?.push(letter);
    room = { events: room.events - letter.events.length, bytes: room.bytes - bytes };
  }
  return requests;
}
