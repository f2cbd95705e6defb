/** `npx cdk deploy --app "tsx tools/gateway-probe/app.ts"`: the probe stage of the account that the credentials belong to. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { ProbeStack } from './stack.ts';

const pass = process.env.GATEWAY_PASS;
if (!pass) {
  console.error('Set GATEWAY_PASS to a word of your own: only who brings it may connect to the probe stage.');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'gateway-probe-'));
buildSync({
  entryPoints: [join(import.meta.dirname, 'lambda.ts')],
  outfile: join(folder, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Part of the Lambda runtime.
  external: ['@aws-sdk/*'],
  logLevel: 'warning',
});
new ProbeStack(new App(), { pass, code: Code.fromAsset(folder) });
