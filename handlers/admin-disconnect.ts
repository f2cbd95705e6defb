import { adminDisconnect } from '../shared/core/admin-disconnect.ts';
import { adminDisconnectRequest } from '../shared/protocol/index.ts';
import { connections, logger, poster, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  adminDisconnectRequest,
  picks({ connections, logger, poster, settings }),
  adminDisconnect,
);
