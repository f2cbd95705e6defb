import { deleteMessage } from '../shared/core/messages/change-message.ts';
import { deleteMessageRequest } from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(deleteMessageRequest, speaking, deleteMessage);
