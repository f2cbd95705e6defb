import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { adminDisconnectRequest } from '../shared/protocol/index.ts';
import { admitting } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(adminDisconnectRequest, admitting, adminDisconnect);
