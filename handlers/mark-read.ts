import { markRead } from '../shared/core/rooms/mark-read.ts';
import { markReadRequest } from '../shared/protocol/index.ts';
import { connections, logger, poster, rooms, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  markReadRequest,
  picks({ connections, logger, poster, rooms, settings }),
  markRead,
);
