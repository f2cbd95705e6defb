import { typing } from '../shared/core/presence/typing.ts';
import { typingRequest } from '../shared/protocol/index.ts';
import { notifying } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(typingRequest, notifying, typing);
