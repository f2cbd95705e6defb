import { ban, listBans, unban } from '../shared/core/moderation/ban.ts';
import { muteMember } from '../shared/core/moderation/mute.ts';
import { listReports, resolveReport } from '../shared/core/moderation/report.ts';
import {
  banRequest,
  listBansRequest,
  listReportsRequest,
  muteMemberRequest,
  resolveReportRequest,
  unbanRequest,
} from '../shared/protocol/index.ts';
import { moderating } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  ban: action(banRequest, moderating, ban),
  unban: action(unbanRequest, moderating, unban),
  listBans: action(listBansRequest, moderating, listBans),
  listReports: action(listReportsRequest, moderating, listReports),
  resolveReport: action(resolveReportRequest, moderating, resolveReport),
  muteMember: action(muteMemberRequest, moderating, muteMember),
});
