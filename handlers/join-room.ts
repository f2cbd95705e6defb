import { joinRoom } from '../shared/core/rooms/join-room.ts';
import { joinRoomRequest } from '../shared/protocol/index.ts';
import { joining } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(joinRoomRequest, joining, joinRoom);
