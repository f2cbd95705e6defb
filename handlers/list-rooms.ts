import { listRooms } from '../shared/core/rooms/list-rooms.ts';
import { listRoomsRequest } from '../shared/protocol/index.ts';
import { listing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(listRoomsRequest, listing, listRooms);
