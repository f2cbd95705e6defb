import { listRooms } from '../shared/core/rooms/list-rooms.ts';
import { listRoomsRequest } from '../shared/protocol/index.ts';
import { messages, rooms } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(listRoomsRequest, picks({ messages, rooms }), listRooms);
