/** `npm run cost`: what a month costs, by service, at any number of users. */
import { Command, Option } from 'commander';
import { REGION } from '../defaults.ts';
import { monthlyCost } from '../model/cost.ts';
import { DEPLOYMENT } from '../model/deployment.ts';
import { idleConnection } from '../model/idle.ts';
import { operationCosts } from '../model/operation-cost.ts';
import { analyseSeed } from '../seed/analysis.ts';
import { LOADS } from '../seed/claims.ts';
import { print } from '../table.ts';
import { assumptions, billTable, operationsTable, scalesTable } from './cost-tables.ts';
import { inputs, positive, pricesFrom, profileNamed, run } from './inputs.ts';
import { seedTables } from './seed-tables.ts';

const command = new Command('npm run cost --')
  .description(
    'What a month costs on AWS, by service. Without --users: at the scales of the scaling discussion.',
  )
  .option('--users <n>', 'monthly active users', positive)
  .option('--profile <name or file>', 'what users do: chat, support, live-event, iot or a JSON file', 'chat')
  .option('--region <name>', 'whose prices', REGION)
  .option('--prices <file>', 'another price table than costs/prices.json')
  .addOption(
    new Option('--tables <mode>', 'how DynamoDB is paid for')
      .choices(['on-demand', 'provisioned', 'reserved-1y', 'reserved-3y'] as const)
      .default(DEPLOYMENT.tables),
  )
  .addOption(
    new Option('--cognito <plan>', 'the user pool’s plan')
      .choices(['lite', 'essentials'] as const)
      .default(DEPLOYMENT.cognito),
  )
  .option('--memory <mb>', 'memory of every function', positive)
  .addOption(
    new Option('--free <tier>', 'free allowances: none, those that last, or a new account’s too')
      .choices(['none', 'always', 'new account'] as const)
      .default('always' as const),
  )
  .option('--seed-analysis', 'the scaling discussion’s tables beside the right arithmetic')
  .option('--json', 'one JSON document')
  .action(options => {
    const profile = profileNamed(options.profile);
    const { tables, cognito, memory: mb, free } = options;
    const given = inputs({
      tables,
      cognito,
      ...(mb !== undefined && { memory: { default: mb, byFunction: {} } }),
    });
    const prices = pricesFrom(options.prices, options.region);
    const costOf = (users: number) => monthlyCost(users, profile, given, { prices, free });

    if (options.seedAnalysis) {
      const analysis = analyseSeed(prices, users => costOf(users).usd);
      return print(options.json ? JSON.stringify(analysis, undefined, 2) : seedTables(analysis));
    }
    if (options.users === undefined) {
      const costs = LOADS.map(({ users }) => costOf(users));
      return print(
        options.json
          ? JSON.stringify(costs, undefined, 2)
          : `${scalesTable(costs)}\n\n${assumptions(profile, given.units, idleConnection(given, prices))}`,
      );
    }
    const cost = costOf(options.users);
    const operations = operationCosts(cost.traffic.operations, given, prices);
    print(
      options.json
        ? JSON.stringify({ ...cost, operations, profile }, undefined, 2)
        : [
            scalesTable([cost]),
            billTable(cost),
            `What each operation adds, at the first tier’s prices:\n${operationsTable(operations)}`,
            assumptions(profile, given.units, idleConnection(given, prices)),
          ].join('\n\n'),
    );
  });

await run(command);
