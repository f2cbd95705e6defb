import { removeMember } from '../shared/core/members.ts';
import { removeMemberRequest } from '../shared/protocol/index.ts';
import { connections, logger, poster, rooms, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  removeMemberRequest,
  picks({ connections, logger, poster, rooms, settings }),
  removeMember,
);
