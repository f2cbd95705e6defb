import { adminAudit, audited } from '../shared/core/admin/audit.ts';
import { ban, listBans, unban } from '../shared/core/moderation/ban.ts';
import { muteMember } from '../shared/core/moderation/mute.ts';
import { listReports, resolveReport } from '../shared/core/moderation/report.ts';
import {
  adminAuditRequest,
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
  ban: action(banRequest, moderating, audited(ban)),
  unban: action(unbanRequest, moderating, audited(unban)),
  listBans: action(listBansRequest, moderating, listBans),
  adminAudit: action(adminAuditRequest, moderating, adminAudit),
  listReports: action(listReportsRequest, moderating, listReports),
  resolveReport: action(resolveReportRequest, moderating, audited(resolveReport)),
  muteMember: action(muteMemberRequest, moderating, audited(muteMember)),
});
