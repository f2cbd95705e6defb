import type { Browser } from 'playwright-core';

/** As WebPageTest has them (Lighthouse's mobile profile is the second). */
const NETWORKS = [
  { name: '4G', kbits: 9_000, rttMs: 170 },
  { name: 'slow 4G', kbits: 1_638, rttMs: 150 },
] as const;

const ROUNDS = 5;

interface Sight {
  readonly network: string;
  /** From the navigation's start to the first text on show. */
  readonly firstPaintMs: number;
  /** To the sign-in form. */
  readonly readyMs: number;
  /** Of scripts, as they came over the wire. */
  readonly scriptBytes: number;
}

/** Each round has an empty cache; the median counts. */
export async function firstSight(
  browser: Browser,
  { httpUrl }: { readonly httpUrl: string },
): Promise<readonly Sight[]> {
  const sights: Sight[] = [];
  for (const network of NETWORKS) {
    const rounds: Sight[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await oneSight(browser, httpUrl, network));
    const middle = rounds.sort((a, b) => a.firstPaintMs - b.firstPaintMs)[Math.floor(ROUNDS / 2)];
    if (middle) sights.push(middle);
  }
  return sights;
}

async function oneSight(
  browser: Browser,
  url: string,
  { name, kbits, rttMs }: (typeof NETWORKS)[number],
): Promise<Sight> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const bytesASecond = (kbits * 1_000) / 8;
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: rttMs,
    downloadThroughput: bytesASecond,
    uploadThroughput: bytesASecond,
  });
  await page.goto(url);
  await page.getByLabel('User name').waitFor();
  const sight = await page.evaluate<Omit<Sight, 'network'>>(`({
    firstPaintMs: Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime),
    readyMs: Math.round(performance.now()),
    scriptBytes: performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
  })`);
  await context.close();
  return { network: name, ...sight };
}
