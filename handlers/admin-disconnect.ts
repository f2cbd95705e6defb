import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { audited } from '../shared/core/admin/audit.ts';
import { adminDisconnectRequest } from '../shared/protocol/index.ts';
import { admitting } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(adminDisconnectRequest, admitting, audited(adminDisconnect));
