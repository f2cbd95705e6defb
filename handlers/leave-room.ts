import { leaveRoom } from '../shared/core/rooms/leave-room.ts';
import { leaveRoomRequest } from '../shared/protocol/index.ts';
import { clock, connections, logger, poster, settings, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  leaveRoomRequest,
  picks({ clock, connections, logger, poster, settings, webhooks }),
  leaveRoom,
);
