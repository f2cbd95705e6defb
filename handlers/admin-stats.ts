import { adminStats } from '../shared/core/admin/admin-stats.ts';
import { adminStatsRequest } from '../shared/protocol/index.ts';
import { clock, connections, snapshots } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(adminStatsRequest, picks({ clock, connections, snapshots }), adminStats);
