/** What a server says to a client that joined `general`, by the protocol. */
import type { PushOf, pushes } from '../../../shared/protocol/index.ts';
import { message } from '../../client/support/scripted.ts';

type Type = keyof typeof pushes;

const alice = { userId: 'alice', name: 'alice' };
const change = { room: 'general', epoch: 'e1', target: 1, by: alice };
const entries = [message('general', 1), message('general', 2)];

const PUSHES: { readonly [T in Type]: PushOf<T> } = {
  message: { ...message('general', 1), type: 'message' },
  messages: { type: 'messages', room: 'general', epoch: 'e1', messages: entries },
  edited: { type: 'edited', ...change, seq: 3, ordinal: 2, text: 'changed', editedAt: 5 },
  deleted: { type: 'deleted', ...change, seq: 4, ordinal: 2, deletedAt: 6 },
  room: {
    type: 'room',
    room: 'general',
    epoch: 'e1',
    seq: 5,
    ordinal: 2,
    by: alice,
    changedAt: 7,
    details: { version: 1, name: 'All', readOnly: true },
  },
  presence: { type: 'presence', room: 'general', event: 'join', user: alice },
  typing: { type: 'typing', room: 'general', user: alice, typing: true },
  read: { type: 'read', room: 'general', user: alice, seq: 1 },
  membership: { type: 'membership', room: 'general', event: 'added', role: 'member', by: alice },
  lagging: { type: 'lagging', room: 'general' },
  bye: { type: 'bye', code: 'GOING_AWAY', message: 'Connect again.', reconnect: true },
};
export const pushed = Object.values(PUSHES);

const page = { room: 'general', epoch: 'e1', head: 2, messages: entries, more: false };
/** Replies without their envelope, by action: used in place of the obliging server's. */
export const replied = {
  joinRooms: { rooms: [{ ok: true, ...page, recovered: true, connections: 2 }] },
  sync: { rooms: [{ ok: true, ...page, recovered: true }] },
  history: page,
  sendMessage: {
    room: 'general',
    seq: 3,
    ordinal: 3,
    epoch: 'e1',
    messageId: 'message-3',
    sentAt: 3,
    duplicate: false,
  },
  leaveRoom: { room: 'general' },
} as const;
