import { joinRoom } from '../shared/core/rooms/join-room.ts';
import { joinRoomRequest } from '../shared/protocol/index.ts';
import { clock, connections, logger, messages, poster, rooms, settings, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  joinRoomRequest,
  picks({ clock, connections, logger, messages, poster, rooms, settings, webhooks }),
  joinRoom,
);
