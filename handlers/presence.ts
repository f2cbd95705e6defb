import { presence } from '../shared/core/presence/presence.ts';
import { presenceRequest } from '../shared/protocol/index.ts';
import { connections, messages, rooms, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(presenceRequest, picks({ connections, messages, rooms, settings }), presence);
