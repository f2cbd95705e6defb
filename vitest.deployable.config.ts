import { defineConfig } from 'vitest/config';

/** `npm run test:deployable`: the synthesized stack, run. */
export default defineConfig({
  test: {
    include: ['test/deployable/**/*.test.ts'],
    globalSetup: 'test/deployable/synthesize.ts',
    // We know the SDK's notice about Node 20.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
