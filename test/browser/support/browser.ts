/** A real browser, and the people who sit before it. */
import { type Browser, type BrowserContextOptions, chromium, firefox, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** Debian's; `.ci/run` installs Chromium if it is missing. */
const { CHROMIUM = '/usr/bin/chromium', FIREFOX = '/usr/bin/firefox-esr', ENGINE } = process.env;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Firefox is driven by WebDriver BiDi, as it comes from Debian: the protocol of others needs a build of its own. */
const launch = (): Promise<Browser> =>
  ENGINE === 'firefox'
    ? firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX })
    : chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

const COUNT_SOCKETS = `window.sockets = 0; window.WebSocket = class extends WebSocket {
  constructor(...args) { super(...args); window.sockets += 1; }
}`;

/** A page with a user in it. */
export interface Seat {
  readonly page: Page;
  /** Everything that a console would show in red. */
  readonly errors: string[];
  /** How many WebSockets the page has opened since it was loaded. */
  sockets(): Promise<number>;
}

export interface Visit extends BrowserContextOptions {
  /** After the address of the server, as in `#general` or `admin`. */
  readonly path?: string;
  /** Another config.json than the server's. */
  readonly config?: object;
}

/** For a test file: one browser; each visit is a window of its own, with a storage of its own. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function visit(url: string, { path = '', config, ...options }: Visit = {}): Promise<Seat> {
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 800 },
      locale: 'en-GB',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const errors: string[] = [];
    // Not every driver tells of sockets.
    await page.addInitScript(COUNT_SOCKETS);
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', error => errors.push(String(error.stack)));
    if (config) await page.route('**/config.json', route => route.fulfill({ json: config }));
    await page.goto(`${url}/${path}`);
    return { page, errors, sockets: () => page.evaluate<number>('sockets') };
  }

  return {
    visit,

    /** A demo user, signed in and online. */
    async seat(url: string, username: string, options?: Visit): Promise<Seat> {
      const seat = await visit(url, options);
      await signInAs(seat.page, username);
      // On a phone the list of rooms, where it stands, is hidden by the room.
      await seat.page.locator('.connection-state.good').first().waitFor({ state: 'attached' });
      return seat;
    },
  };
}

export const signInAs = (page: Page, username: string): Promise<void> =>
  page.locator('.demo-users').getByRole('button', { name: username }).click();
