/** EventBridge's patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
import { expect, test } from 'vitest';
import { matches } from '../../../emulator/lambda/event-pattern.ts';

const event = { source: 'aws.cognito-idp', detail: { eventName: 'GlobalSignOut', requestParameters: null } };
const ofPool = { requestParameters: { userPoolId: ['pool'] } };
const ofNone = { requestParameters: { userPoolId: [{ exists: false }] } };

test.each([
  ['a value that is listed', { source: ['other', 'aws.cognito-idp'] }, true],
  ['a value that is not', { source: ['other'] }, false],
  ['a field within a field', { detail: { eventName: ['GlobalSignOut'] } }, true],
  ['every field, not just one', { source: ['aws.cognito-idp'], detail: { eventName: ['Other'] } }, false],
  ['a field that must not be there, and is not', { detail: { errorCode: [{ exists: false }] } }, true],
  ['a field that must not be there, and is', { detail: { eventName: [{ exists: false }] } }, false],
  ['one of two', { detail: { $or: [ofPool, ofNone] } }, true],
  ['neither of two', { detail: { $or: [ofPool, { requestParameters: { userPoolId: ['other'] } }] } }, false],
])('%s', (_, pattern, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

test('a pattern that is not known here is refused, not taken for a match', () => {
  expect(() => matches({ source: [{ prefix: 'aws.' }] }, event)).toThrow('{"prefix":"aws."} is not known');
  expect(() => matches({ source: 'aws.cognito-idp' }, event)).toThrow('is not known');
});
