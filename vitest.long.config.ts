import { defineConfig } from 'vitest/config';

/**
 * What takes its time: floods of frames, leases and budgets that run out by the second, random conversations, a full disk, a killed
 * process. One file at a time, since some measure.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    // We know the SDK's notice about Node 20.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
