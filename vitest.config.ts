import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // By `npm run test:deployable` and `npm run test:browser`.
    exclude: ['test/deployable/**', 'test/browser/**'],
    // The SDK's notice about Node 20 is no news to us.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['shared/**', 'handlers/**', 'emulator/**', 'local/**', 'load/**', 'costs/**', 'client/**'],
      reporter: ['text-summary'],
    },
  },
});
