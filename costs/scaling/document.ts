/** docs/scaling.md: the scaling discussion that this project began from, computed. */

import { PROFILES, TIMES, UNITS } from '../defaults.ts';
import { count, usd } from '../format.ts';
import { SERVICES } from '../model/bill.ts';
import type { Preset } from '../plan/preset.ts';
import { allPresets } from '../presets.ts';
import { analyseSeed } from '../seed/analysis.ts';
import { LOADS } from '../seed/claims.ts';
import { components, delivery } from './components.ts';
import { costOf, PROFILE, prices, SCALES } from './figures.ts';
import { list, paragraphs, table, wordsTable } from './markdown.ts';
import { tips } from './tips.ts';

const names = SCALES.map(({ name }) => name);

const overview = (): string =>
  paragraphs(
    '# Scaling',
    '<!-- Made by `npm run docs -- scaling`; a test fails when it is stale. -->',
    'What this backend takes and costs for 1,000, 10,000 and 1,000,000 users: performance, cost and time of its five components, the totals, and what lowers them. It has the shape of the discussion that the project began from, and [corrects its figures in the open](#the-discussion-this-began-from).',
    'Nothing here is typed in. Units per operation are counted by `npm run costs:units`, times are measured by the benchmarks, prices and quotas carry their source and date in `costs/prices.json` and `quotas.json`. Ask for your own users with `npm run cost -- --users N` and `npm run plan -- --users N`.',
    `Users do what the profile **${PROFILE.name}** says; ${PROFILES.filter(each => each !== PROFILE)
      .map(({ name }) => `\`${name}\``)
      .join(', ')} are others, and \`--profile FILE\` takes yours:`,
    list(PROFILE.assumptions),
    UNITS.generated.by === 'hand'
      ? 'Units per operation are the design’s, not yet counted.'
      : `Units per operation were counted on ${UNITS.generated.at}, service times read on ${TIMES.generated.at}.`,
  );

const totals = (): string =>
  paragraphs(
    '## Total cost',
    table(
      ['USD a month', ...names],
      [
        ...SERVICES.map(service => [service, ...SCALES.map(({ cost }) => usd(cost.services[service]))]),
        ['**total**', ...SCALES.map(({ cost }) => `**${usd(cost.usd)}**`)],
        ['a user', ...SCALES.map(({ cost }) => usd(cost.usdPerUser))],
        ['a million delivered messages', ...SCALES.map(({ cost }) => usd(cost.usdPerMillionDelivered))],
        ['messages sent', ...SCALES.map(({ cost }) => count(cost.traffic.sent))],
        ['messages delivered', ...SCALES.map(({ cost }) => count(cost.traffic.delivered))],
        ['connections in the busiest hour', ...SCALES.map(({ cost }) => count(cost.traffic.peakConnections))],
      ],
    ),
    '![Cost by service over users](charts/cost-by-service.svg)',
    '![Cost of a million delivered messages over the size of the room, and list prices elsewhere](charts/cost-by-room-size.svg)',
  );

const time = (): string =>
  paragraphs(
    '## Time',
    'From the sender’s frame to the receiver’s, in the busiest hour, with the quotas raised as the plan says; without the last mile. Simulated event by event ([fan-out.md](fan-out.md) has rooms up to a million).',
    delivery(),
    '![Share of the default quotas over users](charts/quotas-by-users.svg)',
  );

const summary = (presets: readonly Preset[]): string =>
  paragraphs(
    '## Summary',
    list(
      SCALES.map(({ name, cost, plan }) => {
        const raised = plan.demands.filter(
          ({ verdict, when }) => verdict === 'raise' || (verdict === 'beyond' && when !== 'storm'),
        );
        const wants = [...new Set(raised.map(({ what }) => what.split(',')[0]))].join('; ');
        return `**${name}**: ${usd(cost.usd)} a month, ${count(cost.traffic.peakConnections)} connections in the busiest hour. ${wants ? `Quotas to raise: ${wants}.` : 'Every default quota is enough.'}`;
      }),
    ),
    'The presets of the CDK app (`--context scale=…`) are the plan’s own output:',
    table(
      [
        'preset',
        'users',
        'connections',
        'messages a second',
        'requests a second',
        'tables',
        'budget a month',
        'quotas to raise',
      ],
      presets.map(({ scale, load, tables, monthlyBudgetUsd, quotas }) => [
        `\`${scale}\``,
        count(load.users),
        count(load.connections),
        count(load.messagesPerSecond),
        count(load.requestsPerSecond),
        tables === 'on-demand' ? 'on demand' : 'provisioned',
        usd(monthlyBudgetUsd),
        quotas.map(({ quota, raiseTo }) => `${quota} ${count(raiseTo)}`).join(', ') || 'none',
      ]),
    ),
  );

function seed(): string {
  const { tables, totals: all, corrections } = analyseSeed(prices, users => costOf(users).usd);
  return paragraphs(
    '## The discussion this began from',
    `Its totals were up to ${count(Math.max(...all.map(({ factor }) => factor)))} times too high, and left out what costs most: deliveries and connection minutes. \`npm run cost -- --seed-analysis\` prints every table.`,
    table(
      ['USD a month', 'claimed', 'right at its prices', 'at today’s prices', 'with what it leaves out'],
      all.map(({ scale, claimed, right, today, withWhatIsLeftOut }) => [
        `${count(LOADS.find(load => load.scale === scale)?.users ?? 0)} users, there “${scale}”`,
        usd(claimed),
        usd(right),
        usd(today),
        usd(withWhatIsLeftOut),
      ]),
    ),
    list(tables.map(({ table: of, wrong }) => `**${of}**: ${wrong}`)),
    wordsTable(
      ['said', 'so'],
      corrections.map(({ of, said, so }) => [`${of}: ${said}`, so]),
    ),
  );
}

export const document = async (): Promise<string> =>
  `${paragraphs(overview(), '## Components', components(), totals(), time(), summary(Object.values(await allPresets())), '## What lowers the cost', tips(), seed())}\n`;
