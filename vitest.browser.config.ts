/**
 * `npm run test:browser`: the pages in a real Chromium; `-- --mode firefox` and `-- --mode webkit`: what they are there for, in a real
 * Firefox and in WebKitGTK. Not part of `npm test`, which needs no browser.
 */
import { defineConfig } from 'vitest/config';

/** Signing in, talking, reading, going offline and coming back, the console. */
const CORE = ['chat', 'console', 'kill-and-restart', 'long-room', 'nothing-hides', 'reading', 'sign-in'];

const FILES: Readonly<Record<string, string[]>> = {
  firefox: CORE.map(name => `test/browser/${name}.test.ts`),
  webkit: ['test/browser/webkit/*.test.ts'],
};

export default defineConfig(({ mode }) => ({
  test: {
    include: FILES[mode] ?? ['test/browser/*.test.ts'],
    globalSetup: 'test/browser/support/build-pages.ts',
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...(mode === 'firefox' && { ENGINE: 'firefox' }),
    },
    // Each file has its own browser and server; one of the two mostly waits.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
}));
