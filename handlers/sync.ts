import { sync } from '../shared/core/log/sync.ts';
import { syncRequest } from '../shared/protocol/index.ts';
import { messages, rooms, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(syncRequest, picks({ messages, rooms, settings }), sync);
