import { history } from '../shared/core/log/history.ts';
import { historyRequest } from '../shared/protocol/index.ts';
import { messages, rooms, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(historyRequest, picks({ messages, rooms, settings }), history);
