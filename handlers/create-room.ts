import { createRoom } from '../shared/core/rooms/create-room.ts';
import { createRoomRequest } from '../shared/protocol/index.ts';
import { managing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(createRoomRequest, managing, createRoom);
