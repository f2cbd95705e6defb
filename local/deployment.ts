import type { PoolSettings } from '../emulator/cognito/pool-settings.ts';
import type { Account, Deployment } from '../emulator/deployment.ts';
import type { Finished } from '../emulator/lambda/invoker.ts';
import type { Report } from '../emulator/report.ts';
import type { Settings } from '../shared/settings.ts';

interface Counted {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly values: ReadonlyMap<string, number>;
}

/** A deployment of this backend, whether it was read from the route table or from a synthesized stack. */
export interface MessagingDeployment extends Deployment {
  readonly tableNames: { readonly connections: string; readonly messages: string };
  readonly secretId: string;
  /** Counts for Prometheus besides the emulator's own, by the values of one label. */
  readonly counted: readonly Counted[];
  /** A key that is good for the whole server API, if it was made with the deployment. */
  readonly apiKey: string | undefined;
  /** Where events are sent to; undefined if that is switched off. */
  readonly webhookUrls: readonly string[] | undefined;
  readonly settings: Settings;
}

/** Where a deployment comes from. */
export interface Source {
  /** Of the user pool, which is there before the rest is read. */
  readonly poolSettings: PoolSettings;
  read(account: Account): Promise<MessagingDeployment>;
  /** Called for what went wrong in a function; by default a line on stderr. */
  readonly report?: Report;
  /** Called for every run of a function, once it is over. */
  readonly onFinished?: (finished: Finished) => void;
}
