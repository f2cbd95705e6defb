/** What the client takes for a frame, and what it takes for none. */
import { expect, it } from 'vitest';
import { errorReplyOf, pushOf, resultOf } from '../../client/frames.ts';

const typing = { type: 'typing', room: 'general', user: { userId: 'u-1', name: 'alice' }, typing: true };
const marked = { type: 'ok', id: '1', action: 'markRead', room: 'general', seq: 3 };
const refused = { type: 'error', id: '1', code: 'FORBIDDEN', message: 'No.' };

it('a push of a type that it does not know is ignored', () => {
  expect(pushOf(typing)).toEqual(typing);
  expect(pushOf({ ...typing, type: 'reaction' })).toBeUndefined();
});

it('fields that it does not know are ignored, also within others', () => {
  const user = { ...typing.user, avatar: 'alice.png' };
  expect(pushOf({ ...typing, user, since: 7 })).toEqual(typing);
  expect(resultOf('markRead', { ...marked, at: 7 })).toEqual({ room: 'general', seq: 3 });
  expect(errorReplyOf({ ...refused, hint: 'ask the owner' })).toEqual(refused);
});

it('a push with a field that is missing or of the wrong type is none', () => {
  expect(pushOf({ ...typing, typing: 'yes' })).toBeUndefined();
  expect(pushOf({ ...typing, user: { userId: 'u-1' } })).toBeUndefined();
});

it('a reply of another action, or with a wrong field, is none', () => {
  expect(resultOf('leaveRoom', marked)).toBeUndefined();
  expect(resultOf('markRead', { ...marked, seq: '3' })).toBeUndefined();
  expect(errorReplyOf({ ...refused, code: 7 })).toBeUndefined();
});
