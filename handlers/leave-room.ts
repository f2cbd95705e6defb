import { leaveRoom } from '../shared/core/leave-room.ts';
import { leaveRoomRequest } from '../shared/protocol/index.ts';
import { connections, logger, poster, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(leaveRoomRequest, picks({ connections, logger, poster, settings }), leaveRoom);
