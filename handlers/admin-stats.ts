import { adminFind } from '../shared/core/admin/admin-find.ts';
import { adminRoom } from '../shared/core/admin/admin-room.ts';
import { adminStats } from '../shared/core/admin/admin-stats.ts';
import { adminFindRequest, adminRoomRequest, adminStatsRequest } from '../shared/protocol/index.ts';
import { counting, finding, inspecting } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  adminStats: action(adminStatsRequest, counting, adminStats),
  adminFind: action(adminFindRequest, finding, adminFind),
  adminRoom: action(adminRoomRequest, inspecting, adminRoom),
});
