import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { HANDLERS } from '../../shared/routes.ts';

const folder = mkdtempSync(join(tmpdir(), 'messaging-sizes-'));
const fileOf = (handler: string) => join(folder, handler, 'index.js');
const kib = (handler: string) => statSync(fileOf(handler)).size / 1024;
const codeOf = (handler: string) => readFileSync(fileOf(handler), 'utf8');

beforeAll(() => bundle(HANDLERS, folder));
/** The largest ones: each of the others gains as much. */
const TRACED = ['send-message', 'publish', 'fanout', 'webhooks'];
const withTracing = (handler: string) => join('with-tracing', handler);
beforeAll(() => bundle(TRACED, join(folder, 'with-tracing'), { traced: true }));
afterAll(() => rmSync(folder, { recursive: true }));

test('the authorizer, on the path of every connect, is at most 40 KiB', () => {
  expect(kib('authorizer')).toBeLessThanOrEqual(40);
});

test('no function is larger than 600 KiB, with tracing or without', () => {
  const all = [...HANDLERS, ...TRACED.map(withTracing)];
  expect(all.filter(each => kib(each) > 600).map(each => `${each}: ${kib(each)} KiB`)).toEqual([]);
});

test('a function holds OpenTelemetry only where it is traced', () => {
  expect(HANDLERS.filter(handler => codeOf(handler).includes('TraceIdRatioBased'))).toEqual([]);
  expect(TRACED.filter(handler => codeOf(withTracing(handler)).includes('TraceIdRatioBased'))).toEqual(
    TRACED,
  );
});

test.each(HANDLERS)('%s brings along whatever it requires', handler => {
  const required = [...codeOf(handler).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
  expect(required.filter(name => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([]);
});

/** Returns only the strings that match, because a failed test prints them, and a whole bundle would be too long. */
const found = (handler: string, pattern: RegExp) => codeOf(handler).match(pattern) ?? [];

const MANAGEMENT = /ApiGatewayManagementApi\b/g;
const DYNAMODB = /DynamoDB_20120810/g;

test('a function holds only the clients that it uses', () => {
  expect(found('authorizer', MANAGEMENT)).toEqual([]);
  expect(found('authorizer', DYNAMODB)).toEqual([]);
  expect(found('history', DYNAMODB)).not.toEqual([]);
  expect(found('history', MANAGEMENT)).toEqual([]);
  expect(found('list-rooms', MANAGEMENT)).toEqual([]);
  // It closes the oldest of too many connections.
  expect(found('connect', MANAGEMENT)).not.toEqual([]);
  expect(found('send-message', MANAGEMENT)).not.toEqual([]);
});

test.each(HANDLERS)('%s does without the credentials of a laptop: single sign-on, assumed roles', handler => {
  expect(found(handler, /GetRoleCredentials|AssumeRoleWithWebIdentity|CreateTokenWithIAM/g)).toEqual([]);
});

test.each(HANDLERS)('%s has its source map', handler => {
  expect(codeOf(handler).trimEnd().split('\n').at(-1)).toBe('//# sourceMappingURL=index.js.map');
});
