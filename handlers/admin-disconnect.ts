import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { adminDisconnectRequest } from '../shared/protocol/index.ts';
import { clock, connections, logger, poster, settings, webhooks } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  adminDisconnectRequest,
  picks({ clock, connections, logger, poster, settings, webhooks }),
  adminDisconnect,
);
