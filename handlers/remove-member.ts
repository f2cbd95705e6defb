import { removeMember } from '../shared/core/rooms/members.ts';
import { setRole } from '../shared/core/rooms/set-role.ts';
import { removeMemberRequest, setRoleRequest } from '../shared/protocol/index.ts';
import { managing } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  removeMember: action(removeMemberRequest, managing, removeMember),
  setRole: action(setRoleRequest, managing, setRole),
});
