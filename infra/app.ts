/** `cdk synth`, `cdk deploy`: settings from cdk.json and the command line, code from one run of esbuild. */
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { HANDLERS } from '../shared/routes.ts';
import { bundle } from './bundle.ts';
import { MessagingStack } from './messaging-stack.ts';
import { settingsOf } from './settings.ts';

const app = new App({ context: flags });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
// Inside the repository, so that source maps and asset hashes do not depend on where the repository lies.
const folder = '.cache/bundles';
const settings = settingsOf(app.node);
bundle(HANDLERS, folder, { traced: settings.tracing > 0 });
new MessagingStack(app, {
  settings,
  codeOf: handler => Code.fromAsset(join(folder, handler)),
});
