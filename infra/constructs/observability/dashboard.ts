import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { COUNTERS, GAUGES, MEMBERSHIPS_INDEX } from '../../../shared/names.ts';
import { costPerDay, lambda, published, socket, table, tableIndex, total, type Watched } from './metrics.ts';

const HEIGHT = 6;

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = [], width = 8): IWidget =>
  new GraphWidget({ title, left: [...left], right: [...right], width, height: HEIGHT });

/** For the person on call, from the top: who is connected, whether anything fails, and where. */
export function dashboard(scope: Construct, watched: Watched): Dashboard {
  const { name, functions, tables, socketApi, deadLetters } = watched;
  const own = (metricName: string) => published(name, metricName);
  const gauge = (metricName: string) => published(name, metricName, 'Maximum');
  const each = (metricName: string, statistic?: 'p99') =>
    functions.map(fn => lambda(fn, metricName, statistic));
  const perTable = (metricName: string) => [
    table(tables.connections, metricName, 'connections'),
    table(tables.messages, metricName, 'messages'),
  ];

  const widgets: IWidget[][] = [
    [
      new SingleValueWidget({
        title: 'Now',
        metrics: [gauge(GAUGES.connections), gauge(GAUGES.users), gauge(GAUGES.rooms)],
        width: 16,
        height: HEIGHT / 2,
      }),
      new SingleValueWidget({
        title: 'Estimated cost',
        metrics: [costPerDay(watched)],
        width: 8,
        height: HEIGHT / 2,
      }),
    ],
    [
      graph('Connections', [gauge(GAUGES.connections)]),
      graph('Connects', [socket(socketApi, 'ConnectCount')]),
      graph('Disconnects by reason', [
        published(name, COUNTERS.disconnects).with({ label: 'all' }),
        gauge(GAUGES.expired),
        gauge(GAUGES.orphaned),
      ]),
    ],
    [
      graph('Messages, both ways', [socket(socketApi, 'MessageCount')]),
      graph('Posts by result', [
        own(COUNTERS.posted),
        own(COUNTERS.gone),
        own(COUNTERS.throttled),
        own(COUNTERS.failed),
      ]),
      graph('Delivery, ms', [
        published(name, COUNTERS.delivery, 'p50').with({ label: 'p50' }),
        published(name, COUNTERS.delivery, 'p99').with({ label: 'p99' }),
      ]),
    ],
    [
      graph('API errors', [
        socket(socketApi, 'ClientError'),
        socket(socketApi, 'IntegrationError'),
        socket(socketApi, 'ExecutionError'),
      ]),
      graph('Function errors', each('Errors')),
      graph('Function throttles', each('Throttles')),
    ],
    [
      graph('Function duration, p99 ms', each('Duration', 'p99')),
      graph('Functions at once', [
        total(
          functions.map(fn => fn.lambda.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM })),
          'all',
        ),
      ]),
      graph('Integration latency, ms', [
        socket(socketApi, 'IntegrationLatency', 'p50').with({ label: 'p50' }),
        socket(socketApi, 'IntegrationLatency', 'p99').with({ label: 'p99' }),
      ]),
    ],
    [
      graph('Units read', perTable('ConsumedReadCapacityUnits')),
      graph('Units written', perTable('ConsumedWriteCapacityUnits')),
      graph(
        'Table throttles',
        ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap(metricName => [
          ...perTable(metricName),
          tableIndex(tables.messages, MEMBERSHIPS_INDEX, metricName),
        ]),
      ),
    ],
    deadLetters.length > 0
      ? [
          graph(
            'Dead letters',
            deadLetters.map(queue =>
              queue.metricApproximateNumberOfMessagesVisible({ label: queue.node.path }),
            ),
            [],
            24,
          ),
        ]
      : [],
  ];
  return new Dashboard(scope, 'Dashboard', { dashboardName: name, widgets });
}
