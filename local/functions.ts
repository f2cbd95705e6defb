/** The real handlers, by the names that the route table gives them. */

import type { LambdaHandler } from '../emulator/lambda/function.ts';
import { handler as addMember } from '../handlers/add-member.ts';
import { handler as adminDisconnect } from '../handlers/admin-disconnect.ts';
import { handler as adminStats } from '../handlers/admin-stats.ts';
import { handler as authorizer } from '../handlers/authorizer.ts';
import { handler as connect } from '../handlers/connect.ts';
import { handler as createRoom } from '../handlers/create-room.ts';
import { handler as defaultRoute } from '../handlers/default.ts';
import { handler as deleteMessage } from '../handlers/delete-message.ts';
import type { Container } from '../handlers/deps.ts';
import { handler as disconnect } from '../handlers/disconnect.ts';
import { handler as editMessage } from '../handlers/edit-message.ts';
import { handler as fanout } from '../handlers/fanout.ts';
import { handler as history } from '../handlers/history.ts';
import { handler as joinRoom } from '../handlers/join-room.ts';
import { handler as joinRooms } from '../handlers/join-rooms.ts';
import type { LambdaHandler as Handler } from '../handlers/lambda.ts';
import { handler as leaveRoom } from '../handlers/leave-room.ts';
import { handler as listRooms } from '../handlers/list-rooms.ts';
import { handler as markRead } from '../handlers/mark-read.ts';
import { handler as presence } from '../handlers/presence.ts';
import { handler as publish } from '../handlers/publish.ts';
import { handler as removeMember } from '../handlers/remove-member.ts';
import { handler as rotateSecret } from '../handlers/rotate-secret.ts';
import { handler as sendMessage } from '../handlers/send-message.ts';
import { handler as sweeper } from '../handlers/sweeper.ts';
import { handler as sync } from '../handlers/sync.ts';
import { handler as typing } from '../handlers/typing.ts';
import { handler as webhooks } from '../handlers/webhooks.ts';
import type { HandlerName } from '../shared/routes.ts';

const HANDLERS: Readonly<Record<HandlerName, Handler<unknown>>> = {
  'add-member': addMember,
  'admin-disconnect': adminDisconnect,
  'admin-stats': adminStats,
  authorizer,
  connect,
  'create-room': createRoom,
  default: defaultRoute,
  'delete-message': deleteMessage,
  disconnect,
  'edit-message': editMessage,
  fanout,
  history,
  'join-room': joinRoom,
  'join-rooms': joinRooms,
  'leave-room': leaveRoom,
  'list-rooms': listRooms,
  'mark-read': markRead,
  presence,
  publish,
  'remove-member': removeMember,
  'rotate-secret': rotateSecret,
  'send-message': sendMessage,
  sweeper,
  sync,
  typing,
  webhooks,
};

/** Each handler in the given container, to be run with an event and a context. */
export const functionsIn = (container: Container): Record<string, LambdaHandler> =>
  Object.fromEntries(Object.entries(HANDLERS).map(([name, handler]) => [name, handler.in(container)]));
