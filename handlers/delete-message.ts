import { audited } from '../shared/core/admin/audit.ts';
import { deleteMessage } from '../shared/core/messages/change-message.ts';
import { deleteMessagesOf } from '../shared/core/moderation/purge.ts';
import { deleteMessageRequest, deleteMessagesOfRequest } from '../shared/protocol/index.ts';
import { purging, speaking } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  deleteMessage: action(deleteMessageRequest, speaking, deleteMessage),
  deleteMessagesOf: action(deleteMessagesOfRequest, purging, audited(deleteMessagesOf)),
});
