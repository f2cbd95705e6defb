import { afterEach, expect, test, vi } from 'vitest';
import { consoleLogger } from '../../handlers/console-logger.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const printed = () => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  consoleLogger.error('request failed', { requestId: 'r-1', error: new TypeError('no') });
  return spy.mock.calls[0]?.[0];
};

test('a log of text gets one line of JSON', () => {
  vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', undefined);
  expect(JSON.parse(printed())).toMatchObject({
    event: 'request failed',
    requestId: 'r-1',
    error: { name: 'TypeError', message: 'no' },
  });
});

test('a log of JSON gets the fields, not a text that hides them', () => {
  vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', 'JSON');
  expect(printed()).toMatchObject({ event: 'request failed', requestId: 'r-1' });
});
