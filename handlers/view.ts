import { view } from '../shared/core/presence/view.ts';
import { viewRequest } from '../shared/protocol/index.ts';
import { observing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(viewRequest, observing, view);
