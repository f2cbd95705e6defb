/** Whatever of ours a graph shows or an alarm watches, the functions write: seen in a run of the template. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { readAssembly } from '../../emulator/template/assembly.ts';
import { METRICS_NAMESPACE } from '../../shared/names.ts';
import { EVERYTHING, synthesize } from '../infra/synthesize.ts';
import { ofType } from '../infra/template.ts';
import { type Backend, startBackend } from './backend.ts';
import { ask } from './scenarios/ask.ts';

let backend: Backend;
let names: Set<string>;
beforeAll(async () => {
  // First: it holds up this thread, and with it what the functions wait for.
  names = watched();
  // Some posts are throttled, and some fail.
  const faults = { 'post-429': 0.2, 'post-500': 0.2 };
  backend = await startBackend(readAssembly(inject('cloudAssembly')), { faults });
  await run(backend);
});
afterAll(() => backend?.close());

/** Each thing happens that is counted. */
async function run({ connect, haunt, runSchedules }: Backend): Promise<void> {
  const room = 'counted';
  const [alice, bob] = [await connect('alice'), await connect('bob')];
  for (const one of [alice, bob]) await ask(one, 'joinRoom', { room });
  await haunt(room);
  for (let sent = 1; sent <= 20; sent++) await ask(alice, 'sendMessage', { room, text: `${sent}` });
  await runSchedules();
  await bob.close();
}

const embedded = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.literal(METRICS_NAMESPACE),
        Dimensions: z.tuple([z.tuple([z.literal('service')])]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ]),
  }),
  service: z.string(),
});

/** As CloudWatch would find them: in lines that are JSON from the first character to the last. */
function written({ journal, stackName }: Backend): Set<string> {
  const lines = journal.lines.map(line => line.slice(line.indexOf(': ') + 2));
  const found = lines
    .filter(line => line.startsWith('{"_aws"'))
    .map(line => embedded.parse(JSON.parse(line)));
  const ours = found.filter(({ service }) => service === stackName);
  return new Set(ours.flatMap(({ _aws }) => _aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name)));
}

/** The names that follow our namespace in the graphs, and beside it in the alarms. */
function watched(): Set<string> {
  // The function that a hook is lies in no template of ours: test/shared/aws/metrics.test.ts sees its metrics written.
  const { messageHook: _, ...ours } = EVERYTHING;
  const template = synthesize(ours);
  const graphs = JSON.stringify(ofType(template, 'AWS::CloudWatch::Dashboard')).replaceAll('\\"', '"');
  const alarms = JSON.stringify(ofType(template, 'AWS::CloudWatch::Alarm'));
  const names = [
    ...graphs.matchAll(new RegExp(`"${METRICS_NAMESPACE}","(\\w+)"`, 'g')),
    ...alarms.matchAll(new RegExp(`"MetricName":"(\\w+)","Namespace":"${METRICS_NAMESPACE}"`, 'g')),
  ];
  return new Set(names.map(([, name = '']) => name));
}

test('every metric of ours in a graph or an alarm has a writer', async () => {
  expect([...names]).toEqual(
    expect.arrayContaining(['Posted', 'PostsThrottled', 'DeliveryMs', 'Disconnects']),
  );
  const unwritten = () => [...names].filter(name => !written(backend).has(name));
  // $disconnect runs some time after the close.
  await expect.poll(unwritten, { timeout: 20_000, message: 'metrics that nothing writes' }).toEqual([]);
});

test('and nothing is written that nobody looks at', () => {
  expect([...written(backend)].filter(name => !names.has(name))).toEqual([]);
});
