/** `npm run preflight` on what accounts answered. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { settingsOf } from '../../../infra/settings.ts';
import { account } from '../../../tools/preflight/account.ts';
import { BOOTSTRAP_VERSION, findingsOf } from '../../../tools/preflight/findings.ts';
import { PROD, stackOf } from '../../infra/synthesize.ts';

const folder = 'test/tools/preflight/accounts';
const recorded = (name: string) =>
  z.object({ account }).parse(JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))).account;
const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
const settings = (given: object) => settingsOf(new App({ context: { ...context, ...given } }).node);

/** `check: state`, and what is to be done. */
const told = (name: string, given: object) =>
  Object.fromEntries(
    findingsOf(recorded(name), settings(given)).map(({ check, state, says, next }) => [
      check,
      { state, text: `${says} ${next ?? ''}` },
    ]),
  );

describe('a new account', () => {
  test('is told of every thing that prod for millions would fail at', () => {
    const findings = told('new', { ...PROD, scale: 'millions' });
    const failing = Object.entries(findings).filter(([, { state }]) => state === 'fails');
    expect(failing.map(([check]) => check)).toEqual([
      'bootstrap',
      'concurrency',
      'apiGateway.requestsPerSecond',
      'apiGateway.connectsPerSecond',
      'cognito.userAuthentication',
      'mail',
    ]);
    expect(findings.concurrency?.text).toMatch(
      /reserves \d{3} executions; of the account's 10.*reserveConcurrency=false/,
    );
    expect(findings.mail?.text).toContain('not verified');
    expect(findings.bootstrap?.text).toContain('npx cdk bootstrap');
  });

  test('can take dev once it is bootstrapped, and hears that few functions run at once', () => {
    const findings = told('new', { stage: 'dev' });
    expect(findings.bootstrap?.state).toBe('fails');
    expect(findings.concurrency?.state).toBe('look');
    expect(findings.mail, 'nobody is mailed through SES').toBeUndefined();
  });
});

describe('an established account', () => {
  test('takes prod for millions', () => {
    const findings = told('established', { ...PROD, scale: 'millions' });
    expect(Object.values(findings).filter(({ state }) => state === 'fails')).toEqual([]);
  });

  test('hears that a role of another stack would be replaced, and how to keep it', () => {
    const replaced = told('established', PROD)['gateway log role'];
    expect(replaced).toMatchObject({ state: 'look', text: expect.stringContaining('gatewayLogRole=false') });
    expect(told('established', { ...PROD, gatewayLogRole: 'false' })['gateway log role']?.state).toBe('ok');
  });

  test('has fewer executions to reserve than its quota, if other functions reserve some', () => {
    const busy = { ...recorded('established'), concurrency: { value: { limit: 1_000, unreserved: 500 } } };
    const [found] = findingsOf(busy, settings({ ...PROD, scale: 'millions' })).filter(
      ({ check }) => check === 'concurrency',
    );
    expect(found).toMatchObject({ state: 'look', says: expect.stringContaining('reserved 500 already') });
  });
});

describe('credentials that may not ask for everything', () => {
  test('leave a question open, and all others are answered', () => {
    const findings = told('forbidden', PROD);
    expect(findings.concurrency).toMatchObject({ state: 'unknown' });
    expect(findings.concurrency?.text).toContain('lambda:GetAccountSettings');
    expect(findings.bootstrap?.text).toContain('version 5');
    expect(findings.mail?.text).toContain('sandbox');
  });
});

test('without the role, a stack that is not to set one would have no access log', () => {
  expect(told('new', { stage: 'dev', gatewayLogRole: 'false' })['gateway log role']?.state).toBe('fails');
});

test('the bootstrap version is the one that the template asks for', () => {
  const template = Template.fromStack(stackOf({ stage: 'dev' }).stack).toJSON();
  const refused = JSON.stringify(template.Rules)
    .match(/"(\d+)"/g)
    ?.map(text => Number(text.slice(1, -1)));
  expect(Math.max(...(refused ?? [])) + 1).toBe(BOOTSTRAP_VERSION);
});

describe('the command', () => {
  const run = (...flags: string[]) =>
    spawnSync('node', ['--import', 'tsx', 'tools/preflight/main.ts', ...flags], { encoding: 'utf8' });

  test('exits 1 if something would fail, and prints JSON that it reads again', () => {
    const file = `${folder}/new.json`;
    const { status, stdout } = run('--context', 'stage=dev', '--recorded', file, '--json');
    expect(status).toBe(1);
    const printed = JSON.parse(stdout);
    expect(printed.account).toEqual(recorded('new'));
    expect(printed.findings[0]).toMatchObject({ check: 'bootstrap', state: 'fails' });
  });

  test('says what is wrong with the settings before it asks anybody', () => {
    const { status, stderr } = run('--context', 'stage=prod', '--recorded', `${folder}/new.json`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: the settings of stage prod: .*alertEmail/);
  });

  test('has a page of help', () => {
    expect(
      execFileSync('node', ['--import', 'tsx', 'tools/preflight/main.ts', '--help'], { encoding: 'utf8' }),
    ).toContain('--recorded');
  });
});
