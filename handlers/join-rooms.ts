import { joinRooms } from '../shared/core/rooms/join-rooms.ts';
import { joinRoomsRequest } from '../shared/protocol/index.ts';
import { joining } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(joinRoomsRequest, joining, joinRooms);
