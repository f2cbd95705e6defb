/** One frame of every action, as a client that knows the protocol would send it. */
import type { Action, RequestOf } from '../../../shared/protocol/index.ts';

const FRAMES: { readonly [A in Action]: RequestOf<A> } = {
  sendMessage: {
    action: 'sendMessage',
    id: '1',
    room: 'general',
    text: 'Hello, Bob!',
    messageId: 'message-1',
    attempt: 2,
  },
  joinRoom: { action: 'joinRoom', id: '2', room: 'general', after: 1, epoch: 'e1', last: 10 },
  joinRooms: { action: 'joinRooms', id: '3', rooms: [{ room: 'general', last: 5 }, { room: 'other' }] },
  leaveRoom: { action: 'leaveRoom', id: '4', room: 'general' },
  history: { action: 'history', id: '5', room: 'general', after: 0, limit: 10 },
  sync: { action: 'sync', id: '6', rooms: [{ room: 'general', after: 0, epoch: 'e1' }] },
  presence: { action: 'presence', id: '7', room: 'general' },
  typing: { action: 'typing', id: '8', room: 'general', typing: true },
  markRead: { action: 'markRead', id: '9', room: 'general', seq: 1, epoch: 'e1' },
  createRoom: { action: 'createRoom', id: '10', room: 'own', kind: 'private', members: ['bob', 'carol'] },
  addMember: { action: 'addMember', id: '11', room: 'own', userId: 'bob', role: 'moderator' },
  removeMember: { action: 'removeMember', id: '12', room: 'own', userId: 'bob' },
  updateRoom: {
    action: 'updateRoom',
    id: '25',
    room: 'own',
    name: 'Our own',
    topic: null,
    picture: 'https://example.test/own.png',
    data: { colour: 'red', tags: [1, null] },
    readOnly: true,
    slowModeSeconds: 10,
  },
  deleteRoom: { action: 'deleteRoom', id: '26', room: 'own' },
  setRole: { action: 'setRole', id: '22', room: 'own', userId: 'bob', role: 'readonly' },
  ban: { action: 'ban', id: '27', room: 'own', userId: 'bob', until: 4e12, reason: 'spam' },
  unban: { action: 'unban', id: '28', room: 'own', userId: 'bob' },
  listBans: { action: 'listBans', id: '29', room: 'own', limit: 10, after: 'Ym9i' },
  muteMember: { action: 'muteMember', id: '30', room: 'own', userId: 'bob', until: 4e12 },
  getRoom: { action: 'getRoom', id: '23', room: 'own' },
  listMembers: { action: 'listMembers', id: '24', room: 'own', prefix: 'b', limit: 10, after: 'Ym9i' },
  listRooms: { action: 'listRooms', id: '13', limit: 10, after: 'general' },
  listInvitations: { action: 'listInvitations', id: '14', limit: 10 },
  answerInvitation: { action: 'answerInvitation', id: '15', room: 'own', accept: true },
  editMessage: { action: 'editMessage', id: '16', room: 'general', seq: 1, data: { edited: [1, 2.5, null] } },
  deleteMessage: { action: 'deleteMessage', id: '17', room: 'general', seq: 1 },
  view: { action: 'view', id: '21', rooms: [{ room: 'general' }] },
  ping: { action: 'ping', id: '18' },
  adminStats: { action: 'adminStats', id: '19' },
  adminDisconnect: { action: 'adminDisconnect', id: '20', userId: 'bob', until: 0 },
  adminFind: { action: 'adminFind', id: '21', name: 'bo', after: 'Ym9i' },
  adminRoom: { action: 'adminRoom', id: '22', room: 'general' },
};

export const frames = Object.values(FRAMES);
export const frameOf = (action: string): object =>
  frames.find(frame => frame.action === action) ?? { action };
