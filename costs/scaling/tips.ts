/** The seed's cost tips as what this project does about them, each with its effect. */

import { MEMORY } from '../defaults.ts';
import { count, percent, usd } from '../format.ts';
import { DESIGN } from '../model/design.ts';
import { idleConnection } from '../model/idle.ts';
import { chosenMemory } from '../model/memory-table.ts';
import { packing } from '../model/packing.ts';
import type { PriceName } from '../model/price-table.ts';
import { firstTier } from '../model/tiers.ts';
import { HEARTBEAT_MINUTES, heartbeatsIn, MINUTES } from '../model/traffic.ts';
import { costOf, inputs, memory, PROFILE, prices, SCALES } from './figures.ts';
import { list, paragraphs, table } from './markdown.ts';

const price = (name: PriceName) => firstTier(prices.prices[name]);

function frames(): string {
  const rates = [1, 5, 20, 50];
  const rooms = [200, 1_000, 10_000];
  const of = (connections: number, messagesPerSecond: number) => {
    const { perFrame, mostPerSecond } = packing({
      connections,
      messagesPerSecond,
      textBytes: PROFILE.messageBytes,
      roomPostsPerSecond: inputs.deployment.roomPostsPerSecond,
    });
    return messagesPerSecond > mostPerSecond
      ? 'piles up'
      : `${(1 / perFrame).toFixed(2)}, ${usd((price('apiGateway.message') * 1e6) / perFrame)}`;
  };
  const heartbeat = heartbeatsIn(MINUTES) * 2 * price('apiGateway.message');
  const socket = MINUTES * price('apiGateway.connectionMinute');
  const largest = SCALES.at(-1);
  const echo = largest ? largest.cost.traffic.sent * price('apiGateway.message') : 0;
  return paragraphs(
    '### API Gateway: fewer frames, since there is no cache',
    'A WebSocket API has nothing to cache: every frame is new. What saves money is fewer of them.',
    '**Packing.** Frames a delivered message, and USD a million delivered (one post a message: 1, and the price of a message):',
    table(
      ['connections', ...rates.map(rate => `${rate} a second`)],
      rooms.map(size => [count(size), ...rates.map(rate => of(size, rate))]),
    ),
    list([
      `**No echo.** The sender is told by the reply, not by a push: ${usd(echo)} a month less at ${count(largest?.users ?? 0)} users.`,
      `**\`ping\` is a MOCK integration**: no Lambda, ${usd((price('lambda.request') + 0.005 * 0.5 * price('lambda.gbSecond')) * 1e6)} a million less than the cheapest function (5 ms at 512 MB).`,
      `**\`sync\` instead of ping.** An always-on socket costs ${usd(socket)} a month in minutes; a heartbeat and its answer every ${HEARTBEAT_MINUTES} minutes add ${usd(heartbeat)} (${percent(heartbeat / socket)}); with its functions, its reads and its rollovers it costs ${usd(idleConnection(inputs, prices))} before its first message. The client sends one only where nothing else came, and \`sync\` proves at that price that nothing was missed.`,
      `Presence, typing and read marks are told to who has the room in view ([decision 80](decisions/0080-events-only-for-who-looks.md)), and to nobody in rooms over ${DESIGN.presenceLimit}: told to all, they would be the largest line of the bill.`,
    ]),
  );
}

function lambda(): string {
  const sizes = [...new Set(memory.map(({ memoryMb }) => memoryMb))];
  const rooms = [...new Set(memory.map(({ connections }) => connections))];
  const chosen = chosenMemory(memory);
  return paragraphs(
    '### Lambda memory',
    `A send, in milliseconds and USD a million, by memory and connections in the room (\`npm run bench -- memory\`, ${MEMORY.generated.at}, ${MEMORY.generated.machine}). CPU comes in proportion to memory; round trips do not get faster. Time × price is least at **${chosen} MB**; sizes in brackets do not hold the process with a third to spare.`,
    table(
      ['MB', ...rooms.map(connections => `room of ${connections}`)],
      sizes.map(size => [
        size === chosen
          ? `**${size}**`
          : memory.some(({ memoryMb, fits }) => memoryMb === size && !fits)
            ? `(${size})`
            : `${size}`,
        ...rooms.map(connections => {
          const found = memory.find(row => row.memoryMb === size && row.connections === connections);
          return found ? `${count(found.ms)} ms, ${usd(found.usdPerMillion)}` : '';
        }),
      ]),
    ),
  );
}

function dynamodb(): string {
  const even = (hour: PriceName, request: PriceName) => price(hour) / 3_600 / price(request);
  const modes = ['on-demand', 'provisioned', 'reserved-1y', 'reserved-3y'] as const;
  return paragraphs(
    '### DynamoDB: on demand, or provisioned',
    `A provisioned unit is cheaper from ${percent(even('dynamodb.writeUnitHour', 'dynamodb.write'))} of use for writes and ${percent(even('dynamodb.readUnitHour', 'dynamodb.read'))} for reads. Auto scaling reaches about half on a load with a daily peak; a reservation has to hold the busiest hour. The presets provision where that saves more than $500 a month.`,
    table(
      ['DynamoDB, USD a month', ...SCALES.map(({ name }) => name)],
      modes.map(mode => [mode, ...SCALES.map(({ users }) => usd(costOf(users, mode).services.DynamoDB))]),
    ),
  );
}

function secrets(): string {
  const calls = SCALES.map(({ cost }) => cost.meters.secretCalls);
  const publishes = SCALES.map(({ cost }) => cost.traffic.sent);
  return paragraphs(
    '### Secrets Manager: cached in the container, not in environment variables',
    'An environment variable can be read by anyone who may see the function, and a rotation would need a deployment. A container keeps the secret for 5 minutes and looks again, at most every 30 seconds, when somebody shows a key it does not know.',
    table(
      ['calls a month', ...SCALES.map(({ name }) => name)],
      [
        [
          'cached',
          ...calls.map(
            (value, i) =>
              `${count(value)}: ${usd(SCALES[i]?.cost.services['Secrets Manager'] ?? 0)} with the secret`,
          ),
        ],
        [
          'a call a message, if all came from servers',
          ...publishes.map(value => `${count(value)}: ${usd(value * price('secretsManager.call'))}`),
        ],
      ],
    ),
  );
}

const cognito = (): string =>
  paragraphs(
    '### Cognito: inactive users cost nothing',
    'Only users who were active in a month are billed, so removing the others saves nothing on this bill. They are still accounts that somebody may break into: `npm run users:prune -- --pool <UserPoolId> --inactive 180d --dry-run` lists them, and disables them with `--yes`.',
  );

export const tips = (): string => paragraphs(frames(), lambda(), dynamodb(), cognito(), secrets());
