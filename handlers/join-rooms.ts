import { joinRooms } from '../shared/core/rooms/join-rooms.ts';
import { joinRoomsRequest } from '../shared/protocol/index.ts';
import { clock, connections, logger, messages, poster, rooms, settings, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  joinRoomsRequest,
  picks({ clock, connections, logger, messages, poster, rooms, settings, webhooks }),
  joinRooms,
);
