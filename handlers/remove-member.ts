import { audited } from '../shared/core/admin/audit.ts';
import { deleteRoom } from '../shared/core/rooms/delete-room.ts';
import { removeMember } from '../shared/core/rooms/members.ts';
import { setRole } from '../shared/core/rooms/set-role.ts';
import { deleteRoomRequest, removeMemberRequest, setRoleRequest } from '../shared/protocol/index.ts';
import { deleting, managing } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  removeMember: action(removeMemberRequest, managing, audited(removeMember)),
  setRole: action(setRoleRequest, managing, audited(setRole)),
  deleteRoom: action(deleteRoomRequest, deleting, audited(deleteRoom)),
});
