import { addMember } from '../shared/core/rooms/members.ts';
import { addMemberRequest } from '../shared/protocol/index.ts';
import { rooms } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(addMemberRequest, picks({ rooms }), addMember);
