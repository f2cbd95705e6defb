import { audited } from '../shared/core/admin/audit.ts';
import { addMember } from '../shared/core/rooms/members.ts';
import { addMemberRequest } from '../shared/protocol/index.ts';
import { inviting } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(addMemberRequest, inviting, audited(addMember));
