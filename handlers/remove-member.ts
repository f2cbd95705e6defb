import { removeMember } from '../shared/core/rooms/members.ts';
import { removeMemberRequest } from '../shared/protocol/index.ts';
import { clock, connections, logger, poster, rooms, settings, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  removeMemberRequest,
  picks({ clock, connections, logger, poster, rooms, settings, webhooks }),
  removeMember,
);
