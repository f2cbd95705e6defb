import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Settings } from '../../settings.ts';
import { Alarms } from './alarms.ts';
import { budget } from './budget.ts';
import { dashboard } from './dashboard.ts';
import type { Watched } from './metrics.ts';
import { notices } from './notices.ts';

interface ObservabilityProps {
  readonly watched: Watched;
  readonly settings: Settings;
  /** The tag of every resource of the stack. */
  readonly tag: { readonly key: string; readonly value: string };
}

/** A dashboard to look at, alarms that call somebody, and a budget that warns. */
export class Observability extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, { watched, settings, tag }: ObservabilityProps) {
    super(scope, 'Observability');
    const { name } = watched;
    this.dashboard = dashboard(this, watched);
    const topic = notices(this, { name, email: settings.alertEmail });
    if (settings.alarms) new Alarms(this, watched, { settings, topic });
    budget(this, { name, usd: settings.preset.monthlyBudgetUsd, topic, tag });
  }
}
