import { presence } from '../shared/core/presence/presence.ts';
import { presenceRequest } from '../shared/protocol/index.ts';
import { observing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(presenceRequest, observing, presence);
