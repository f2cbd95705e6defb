/** `npm run plan`: what so many users take, against the default quotas of an account. */
import { Command, Option } from 'commander';
import { QUOTAS, REGION } from '../defaults.ts';
import { planOf } from '../plan/plan.ts';
import { SCALES } from '../plan/preset.ts';
import { allPresets, presetFor } from '../presets.ts';
import { print } from '../table.ts';
import { inputs, positive, pricesFrom, profileNamed, run } from './inputs.ts';
import { planTables } from './plan-tables.ts';

const command = new Command('npm run plan --')
  .description('The busiest hour and a reconnect storm, against the default quotas of an account.')
  .option('--users <n>', 'monthly active users', positive)
  .addOption(
    new Option('--preset <scale>', 'the settings of a CDK scale preset, as JSON')
      .choices(SCALES)
      .conflicts('users'),
  )
  .addOption(
    new Option('--presets', 'all of them: what infra/presets.json holds').conflicts(['users', 'preset']),
  )
  .option('--profile <name or file>', 'what users do: chat, support, live-event, iot or a JSON file', 'chat')
  .option('--recover <seconds>', 'in which everybody who was cut off is to be back', positive, 120)
  .option('--region <name>', 'whose prices', REGION)
  .option('--prices <file>', 'another price table than costs/prices.json')
  .option('--json', 'one JSON document')
  .action(async options => {
    if (options.presets) return print(JSON.stringify(await allPresets(), undefined, 2));
    if (options.preset) return print(JSON.stringify(await presetFor(options.preset), undefined, 2));
    if (options.users === undefined) throw new Error('--users N or --preset SCALE: for whom to plan?');
    const plan = await planOf(options.users, {
      profile: profileNamed(options.profile),
      inputs: inputs(),
      prices: pricesFrom(options.prices, options.region),
      quotas: QUOTAS,
      recoverSeconds: options.recover,
    });
    print(options.json ? JSON.stringify(plan, undefined, 2) : planTables(plan, QUOTAS));
  });

await run(command);
