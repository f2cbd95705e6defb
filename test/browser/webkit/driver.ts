/**
 * A person before a window of WebKitGTK's: Debian's MiniBrowser, driven by its WebDriver. Playwright's WebKit is a build of its own, and
 * Debian's knows no BiDi, by which Playwright drives Firefox.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import axe from 'axe-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { PATIENCE } from '../support/room.ts';

/** Debian's package webkit2gtk-driver. */
const { WEBKIT = '/usr/bin/WebKitWebDriver' } = process.env;

/** As WebDriver names keys. */
export const KEYS = { enter: '\uE007', up: '\uE013', escape: '\uE00C' };

export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Seat {
  go(address: string): Promise<void>;
  /** Types into the one element that the XPath finds. */
  type(xpath: string, text: string): Promise<void>;
  click(xpath: string): Promise<void>;
  /** Until the XPath finds something in sight. */
  sees(xpath: string): Promise<void>;
  count(xpath: string): Promise<number>;
  run<T>(script: string): Promise<T>;
  violations(): Promise<string[]>;
  picture(): Promise<Buffer>;
}

export const button = (name: string) =>
  `//button[normalize-space()="${name}" or @aria-label="${name}" or normalize-space(@title)="${name}"]`;
export const text = (words: string) => `//*[contains(normalize-space(text()), "${words}")]`;

const start = (command: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
  spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });

/** For a test file: a screen that nobody sees, and as many browsers before it as there are people. */
export function useWebKit() {
  let screen: ChildProcess;
  let display: string;
  beforeAll(async () => {
    screen = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1300x24', '-nolisten', 'tcp']);
    const [number] = await once(screen.stdio[3] as Readable, 'data');
    display = `:${String(number).trim()}`;
  });
  afterAll(() => {
    screen.kill();
  });

  return async function seat({ colorScheme = 'light', size }: Look = {}): Promise<Seat> {
    const port = await freePort();
    const driver = start(WEBKIT, [`--port=${port}`], {
      DISPLAY: display,
      GTK_THEME: colorScheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
      NO_AT_BRIDGE: '1',
    });
    // The browser ends with it.
    onTestFinished(() => {
      driver.kill();
    });
    const root = `http://127.0.0.1:${port}`;
    async function command(path: string, body?: object) {
      const answer = await fetch(`${root}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      const { value } = JSON.parse(await answer.text());
      if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
      return value;
    }
    await expect
      .poll(
        () =>
          fetch(`${root}/status`).then(
            ({ ok }) => ok,
            () => false,
          ),
        PATIENCE,
      )
      .toBe(true);
    const { sessionId } = await command('/session', { capabilities: {} });
    const ask = (path: string, body?: object) => command(`/session/${sessionId}/${path}`, body);
    if (size) await ask('window/rect', { x: 0, y: 0, ...size });

    const run = (script: string) => ask('execute/sync', { script: `return ${script}`, args: [] });
    /** Again while the page draws itself anew. */
    async function on(xpath: string, path: string, body: object = {}): Promise<void> {
      await expect
        .poll(async () => {
          try {
            const found = await ask('element', { using: 'xpath', value: xpath });
            await ask(`element/${Object.values(found)[0]}/${path}`, body);
            return 'done';
          } catch (error) {
            return String(error);
          }
        }, PATIENCE)
        .toBe('done');
    }
    const count = async (xpath: string) => (await ask('elements', { using: 'xpath', value: xpath })).length;

    return {
      go: url => ask('url', { url }),
      type: (xpath, typed) => on(xpath, 'value', { text: typed }),
      click: xpath => on(xpath, 'click'),
      sees: xpath => expect.poll(() => count(xpath), { ...PATIENCE, message: xpath }).toBeGreaterThan(0),
      count,
      run,
      async violations() {
        await ask('execute/sync', { script: axe.source, args: [] });
        return ask('execute/async', {
          script: `const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
            done(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' at ' + target.join(' ')))))`,
          args: [],
        });
      },
      picture: async () => Buffer.from(await ask('screenshot'), 'base64'),
    };
  };
}
