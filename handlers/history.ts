import { history } from '../shared/core/log/history.ts';
import { historyRequest } from '../shared/protocol/index.ts';
import { reading } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(historyRequest, reading, history);
