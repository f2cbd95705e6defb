import { removeMember } from '../shared/core/rooms/members.ts';
import { removeMemberRequest } from '../shared/protocol/index.ts';
import { managing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(removeMemberRequest, managing, removeMember);
