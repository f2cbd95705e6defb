import { sync } from '../shared/core/log/sync.ts';
import { syncRequest } from '../shared/protocol/index.ts';
import { reading } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(syncRequest, reading, sync);
