import { deleteMessage } from '../shared/core/messages/change-message.ts';
import { deleteMessageRequest } from '../shared/protocol/index.ts';
import { changing } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(deleteMessageRequest, changing, deleteMessage);
