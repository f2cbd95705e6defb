import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { COUNTERS, GAUGES, MEMBERSHIPS_INDEX } from '../../../shared/names.ts';
import type { Settings } from '../../settings.ts';
import type { HandlerFunction } from '../handler-function.ts';
import {
  lambda,
  published,
  shareOfTimeout,
  socket,
  table,
  tableIndex,
  total,
  type Watched,
} from './metrics.ts';

/** The most metrics that CloudWatch takes in one alarm. */
const METRICS_AN_ALARM = 10;
const FIVE_MINUTES = Duration.minutes(5);

interface Watch {
  readonly metric: IMetric;
  /** The alarm goes off at this value. */
  readonly from: number;
  /** The section of docs/operations.md that says what to do. */
  readonly section: string;
  readonly tells: string;
  /** How many periods the value must last. */
  readonly periods?: number;
  /** What missing data means; mostly that nothing is wrong. */
  readonly silence?: TreatMissingData;
}

/** The alarms. Each says what it saw, and links to what to do. */
export class Alarms extends Construct {
  private readonly topic: ITopic;
  private readonly settings: Settings;
  private readonly name: string;

  constructor(
    scope: Construct,
    watched: Watched,
    { settings, topic }: { settings: Settings; topic: ITopic },
  ) {
    super(scope, 'Alarms');
    this.topic = topic;
    this.settings = settings;
    this.name = watched.name;
    this.watchFunctions(watched);
    this.watchSockets(watched);
    this.watchStores(watched);
    this.watchUse(watched);
  }

  private watch(id: string, { metric, from, section, tells, periods = 1, silence }: Watch): void {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.name}-${id}`,
      alarmDescription: `${tells} What to do: ${this.settings.runbookUrl}#${section}`,
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silence ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }

  private watchFunctions({ functions }: Watched): void {
    const { errorsPerMinute, durationShareOfTimeout } = this.settings.preset.alarms;
    // The authorizer fails on purpose, which is the only way to make API Gateway reply 401.
    const [authorizer, ...others] = functions;
    if (authorizer) this.watchAuthorizer(authorizer);
    const groups = chunks(others, METRICS_AN_ALARM);
    for (const [index, group] of groups.entries()) {
      const names = group.map(({ spec }) => spec.handler).join(', ');
      this.watch(`function-errors-${index + 1}`, {
        metric: total(
          group.map(fn => lambda(fn, 'Errors')),
          'errors',
        ),
        from: errorsPerMinute,
        periods: 2,
        section: 'function-errors',
        tells: `Functions fail, one of: ${names}.`,
      });
      this.watch(`function-throttles-${index + 1}`, {
        metric: total(
          group.map(fn => lambda(fn, 'Throttles')),
          'throttles',
        ),
        from: 1,
        periods: 2,
        section: 'function-throttles',
        tells: `Lambda refuses to run one of: ${names}.`,
      });
      this.watch(`function-duration-${index + 1}`, {
        metric: shareOfTimeout(group),
        from: durationShareOfTimeout * 100,
        periods: 3,
        section: 'function-duration',
        tells: `Functions come close to their timeout, in percent of it, one of: ${names}.`,
      });
    }
  }

  private watchAuthorizer(authorizer: HandlerFunction): void {
    this.watch('sign-in-refused', {
      metric: new MathExpression({
        // Half of a handful of connects is no reason to wake anybody.
        expression: 'IF(asked > 20, 100 * refused / asked, 0)',
        usingMetrics: { asked: lambda(authorizer, 'Invocations'), refused: lambda(authorizer, 'Errors') },
        period: Duration.minutes(1),
        label: 'percent refused',
      }),
      from: 50,
      periods: 5,
      section: 'sign-in-refused',
      tells: 'Half of those who want to connect are refused, in percent.',
    });
  }

  private watchSockets({ name, socketApi }: Watched): void {
    const { errorsPerMinute, deliveryP99Ms } = this.settings.preset.alarms;
    this.watch('socket-errors', {
      metric: total([socket(socketApi, 'IntegrationError'), socket(socketApi, 'ExecutionError')], 'errors'),
      from: errorsPerMinute,
      periods: 2,
      section: 'socket-errors',
      tells: 'API Gateway answers clients with errors of ours.',
    });
    this.watch('posts-failing', {
      metric: total(
        [COUNTERS.throttled, COUNTERS.failed].map(each => published(name, each)),
        'posts',
      ),
      from: 100 * errorsPerMinute,
      periods: 5,
      section: 'posts-failing',
      tells: 'Posts to connections are throttled or fail.',
    });
    this.watch('slow-delivery', {
      metric: published(name, COUNTERS.delivery, 'p99'),
      from: deliveryP99Ms,
      periods: 5,
      section: 'slow-delivery',
      tells: 'Messages reach their rooms late (p99, ms).',
    });
  }

  private watchStores({ tables, deadLetters, webhooksLost }: Watched): void {
    const { connections, messages } = tables;
    const metricsOf = {
      connections: (metricName: string) => table(connections, metricName, metricName),
      messages: (metricName: string) => table(messages, metricName, metricName),
      [MEMBERSHIPS_INDEX]: (metricName: string) => tableIndex(messages, MEMBERSHIPS_INDEX, metricName),
    };
    for (const [name, metricOf] of Object.entries(metricsOf))
      this.watch(`table-throttles-${name}`, {
        metric: total(['ReadThrottleEvents', 'WriteThrottleEvents'].map(metricOf), 'throttles'),
        from: 1,
        periods: 3,
        section: 'table-throttles',
        tells: `DynamoDB throttles ${name}.`,
      });
    if (this.settings.messageHook)
      this.watch('message-hook-failing', {
        metric: published(this.name, COUNTERS.hookFailed),
        from: this.settings.preset.alarms.errorsPerMinute,
        periods: 2,
        section: 'message-hook-failing',
        tells: 'The message hook fails, takes too long, or returns no verdict.',
      });
    if (webhooksLost)
      this.watch('webhooks-lost', {
        metric: webhooksLost,
        from: 1,
        periods: 2,
        section: 'webhooks-lost',
        tells: 'Events do not reach the queue of the webhooks, and are lost.',
      });
    for (const queue of deadLetters)
      this.watch(`dead-letters-${queue.node.scope?.node.id.toLowerCase()}`, {
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: FIVE_MINUTES,
          statistic: 'Maximum',
        }),
        from: 1,
        section: 'dead-letters',
        tells: 'Something failed for good, and waits to be looked at.',
      });
  }

  private watchUse({ name, functions }: Watched): void {
    const { activeConnections } = this.settings.preset.alarms;
    const connections = published(name, GAUGES.connections, 'Maximum').with({ period: FIVE_MINUTES });
    this.watch('many-connections', {
      metric: connections,
      from: activeConnections,
      section: 'many-connections',
      tells: `More are connected than the preset ${this.settings.scale} is made for.`,
    });
    if (!functions.some(({ spec }) => spec.handler === 'sweeper')) return;
    this.watch('sweeper-silent', {
      metric: new MathExpression({
        // Goes off only if the metric is missing: 0 stands for any count.
        expression: 'connections*0',
        usingMetrics: { connections },
        period: FIVE_MINUTES,
      }),
      from: 1,
      periods: 3,
      section: 'sweeper-silent',
      tells: 'The sweeper has not counted for a quarter of an hour.',
      silence: TreatMissingData.BREACHING,
    });
  }
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
