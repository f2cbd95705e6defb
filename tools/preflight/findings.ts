/** What a deployment with these settings would meet in this account, said before anything is made. */
import type { Settings } from '../../infra/settings.ts';
import type { Account, Answer, QuotaName } from './account.ts';

export interface Finding {
  readonly check: string;
  /** `fails`: the deployment, or what it is for. `look`: it works, and somebody should know. `unknown`: nobody could say. */
  readonly state: 'ok' | 'look' | 'fails' | 'unknown';
  readonly says: string;
  /** What to do about it. */
  readonly next?: string;
}

/** What Lambda keeps for functions that reserve nothing. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100;
/** What the synthesized template asks for, in its rule CheckBootstrapVersion. */
export const BOOTSTRAP_VERSION = 6;

const WHAT: Readonly<Record<QuotaName, string>> = {
  'apiGateway.requestsPerSecond': 'requests a second of API Gateway (Throttle rate)',
  'apiGateway.connectsPerSecond': 'new WebSocket connections a second',
  'cognito.userAuthentication': 'sign-ins a second (Cognito, Rate of UserAuthentication requests)',
};
const NAMES = [
  'apiGateway.requestsPerSecond',
  'apiGateway.connectsPerSecond',
  'cognito.userAuthentication',
] as const;

type Verdict = Omit<Finding, 'check'>;

/** The verdict on an answer; that it could not be had is one too. */
function judged<T>(check: string, answer: Answer<T>, verdict: (value: T) => Verdict): Finding {
  if ('value' in answer) return { check, ...verdict(answer.value) };
  return { check, state: 'unknown', says: answer.refused, next: 'Ask with credentials that may read it.' };
}

export function findingsOf(account: Account, settings: Settings): Finding[] {
  return [
    judged('bootstrap', account.bootstrap, bootstrapped),
    judged('concurrency', account.concurrency, value => concurrent(value, settings)),
    ...NAMES.map(name => judged(name, account.quotas[name], value => quota(name, value, settings))),
    judged('gateway log role', account.gatewayLogRole, role => logRole(role, settings)),
    ...(settings.mailFrom ? [judged('mail', account.mail, value => mailed(value, settings))] : []),
  ];
}

function bootstrapped(version: number | null): Verdict {
  if (version !== null && version >= BOOTSTRAP_VERSION)
    return { state: 'ok', says: `bootstrapped, version ${version}` };
  const says = version === null ? 'CDK was never bootstrapped here' : `bootstrapped in version ${version}`;
  const next = `npx cdk bootstrap: the template needs version ${BOOTSTRAP_VERSION}.`;
  return { state: 'fails', says, next };
}

function concurrent(
  { limit, unreserved }: { limit: number; unreserved: number },
  { reserveConcurrency, preset, scale }: Settings,
): Verdict {
  const wanted = reserveConcurrency
    ? Object.values(preset.reservedConcurrency).reduce((sum, each) => sum + each, 0)
    : 0;
  const says = `scale ${scale} reserves ${wanted} executions; of the account's ${limit}, ${UNRESERVED} must stay free`;
  const next = `Ask for ${Math.max(1_000, wanted + UNRESERVED)} Concurrent executions (Service Quotas, Lambda), or deploy with --context reserveConcurrency=false.`;
  if (wanted > 0 && limit - wanted < UNRESERVED) return { state: 'fails', says, next };
  if (wanted > 0 && unreserved - wanted < UNRESERVED)
    return {
      state: 'look',
      says: `${says}; functions have reserved ${limit - unreserved} already`,
      next: 'If these are of another stack than this one, the deployment fails: ask for more first.',
    };
  if (limit < 1_000) return { state: 'look', says: `${limit} functions at once, of AWS's usual 1,000`, next };
  return { state: 'ok', says };
}

function quota(name: QuotaName, value: number, { preset, scale }: Settings): Verdict {
  const wanted = preset.quotas.find(each => each.quota === name)?.raiseTo;
  const says = `${value} ${WHAT[name]}`;
  if (wanted === undefined || value >= wanted) return { state: 'ok', says };
  return {
    state: 'fails',
    says: `${says}; scale ${scale} is planned for ${wanted}`,
    next: 'Ask for it in Service Quotas, weeks ahead.',
  };
}

function logRole(role: string, { gatewayLogRole }: Settings): Verdict {
  if (role === '')
    return gatewayLogRole
      ? { state: 'ok', says: 'none is set, and the stack sets one' }
      : {
          state: 'fails',
          says: 'none is set, and this stack is not to set one',
          next: 'Deploy without gatewayLogRole=false.',
        };
  if (!gatewayLogRole || role.includes('GatewayLogRole')) return { state: 'ok', says: role };
  return {
    state: 'look',
    says: `the stack replaces ${role}, which other stacks may rely on`,
    next: 'Keep it with --context gatewayLogRole=false.',
  };
}

function mailed(
  { sandbox, enabled, domainVerified }: { sandbox: boolean; enabled: boolean; domainVerified: boolean },
  { mailFrom = '' }: Settings,
): Verdict {
  if (!domainVerified)
    return {
      state: 'fails',
      says: `the domain of ${mailFrom} is not verified in SES here, and Cognito refuses such a sender`,
      next: 'Verify it in SES, in this region.',
    };
  if (!enabled)
    return {
      state: 'fails',
      says: 'SES has stopped this account’s mail',
      next: 'See SES → Account dashboard.',
    };
  if (sandbox)
    return {
      state: 'fails',
      says: 'SES is in the sandbox: nobody but verified addresses gets a code',
      next: 'Ask AWS for production access in SES.',
    };
  return { state: 'ok', says: `SES mails from ${mailFrom}` };
}
