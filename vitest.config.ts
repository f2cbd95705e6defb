import { defineConfig } from 'vitest/config';

/** Run by a configuration of their own: vitest.long.config.ts. */
const LONG = 'test/**/*.long.test.ts';
const SHARING = ['costs', 'emulator', 'shared', 'web'].map(folder => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // We know the SDK's notice about Node 20.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A worker for every core: much of the time a test waits.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          // Each has a configuration of its own, the last three as the next projects.
          exclude: [
            LONG,
            'test/deployable/**',
            'test/browser/**',
            'test/planted/**',
            'test/protocol/**',
            'test/infra/**',
            ...SHARING,
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'sharing',
          include: SHARING,
          exclude: [LONG],
          // Many short files, which took as long to load as to run.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'protocol',
          include: ['test/protocol/**/*.test.ts'],
          exclude: [LONG],
          // Each file has a server of its own; to load the same modules for each of fifty took a third of their time.
          isolate: false,
          pool: 'threads',
        },
      },
      {
        extends: true,
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // The files share their modules, so that CDK is loaded once and each template is synthesized once.
          isolate: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['{shared,handlers,emulator,local,load,costs,client}/**/*.{ts,mjs}'],
      reporter: ['text-summary'],
    },
  },
});
