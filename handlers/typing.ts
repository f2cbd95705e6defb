import { typing } from '../shared/core/presence/typing.ts';
import { typingRequest } from '../shared/protocol/index.ts';
import { connections, logger, poster, settings } from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(typingRequest, picks({ connections, logger, poster, settings }), typing);
