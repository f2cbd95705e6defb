import { listRooms } from '../shared/core/rooms/list-rooms.ts';
import { getRoom, listMembers } from '../shared/core/rooms/look-up.ts';
import { getRoomRequest, listMembersRequest, listRoomsRequest } from '../shared/protocol/index.ts';
import { listing } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  listRooms: action(listRoomsRequest, listing, listRooms),
  getRoom: action(getRoomRequest, listing, getRoom),
  listMembers: action(listMembersRequest, listing, listMembers),
});
