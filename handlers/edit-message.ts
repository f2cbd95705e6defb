import { editMessage } from '../shared/core/messages/change-message.ts';
import { editMessageRequest } from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(editMessageRequest, speaking, editMessage);
