import { ban, listBans, unban } from '../shared/core/moderation/ban.ts';
import { muteMember } from '../shared/core/moderation/mute.ts';
import { banRequest, listBansRequest, muteMemberRequest, unbanRequest } from '../shared/protocol/index.ts';
import { moderating } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  ban: action(banRequest, moderating, ban),
  unban: action(unbanRequest, moderating, unban),
  listBans: action(listBansRequest, moderating, listBans),
  muteMember: action(muteMemberRequest, moderating, muteMember),
});
