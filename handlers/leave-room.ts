import { leaveRoom } from '../shared/core/rooms/leave-room.ts';
import { leaveRoomRequest } from '../shared/protocol/index.ts';
import { leaving } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(leaveRoomRequest, leaving, leaveRoom);
