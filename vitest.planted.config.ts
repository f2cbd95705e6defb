import { defineConfig } from 'vitest/config';
import { BUGS, type Bug, patch } from './test/planted/bugs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The name of the bug that is planted, or '' for the code as it is. */
    bug: string;
  }
}

const planting = (bug: Bug) => ({
  name: 'planted-bug',
  enforce: 'pre' as const,
  transform: (code: string, path: string) => patch(bug, path, code),
});

/** The code under test as it is, and with one bug after the other: a project each, so that each has modules of its own. */
export default defineConfig({
  test: {
    include: ['test/planted/*.test.ts'],
    // We know the SDK's notice about Node 20.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'as it is', provide: { bug: '' } } },
      ...BUGS.map(bug => ({
        extends: true as const,
        plugins: [planting(bug)],
        test: { name: bug.name, provide: { bug: bug.name } },
      })),
    ],
  },
});
