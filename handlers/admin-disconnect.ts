import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { adminDisconnectRequest } from '../shared/protocol/index.ts';
import { leaving } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(adminDisconnectRequest, leaving, adminDisconnect);
