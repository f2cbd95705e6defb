import { adminStats } from '../shared/core/admin/admin-stats.ts';
import { adminStatsRequest } from '../shared/protocol/index.ts';
import { counting } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(adminStatsRequest, counting, adminStats);
