import { markRead } from '../shared/core/rooms/mark-read.ts';
import { markReadRequest } from '../shared/protocol/index.ts';
import { notifying } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(markReadRequest, notifying, markRead);
