import { createRoom } from '../shared/core/rooms/create-room.ts';
import { createRoomRequest } from '../shared/protocol/index.ts';
import { clock, connections, messages, rooms, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  createRoomRequest,
  picks({ clock, connections, messages, rooms, webhooks }),
  createRoom,
);
