import { audited } from '../shared/core/admin/audit.ts';
import { deleteMessage } from '../shared/core/messages/change-message.ts';
import { deleteMessagesOf } from '../shared/core/moderation/purge.ts';
import { unpinning } from '../shared/core/rooms/pin.ts';
import { deleteMessageRequest, deleteMessagesOfRequest } from '../shared/protocol/index.ts';
import { purging, updating } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  deleteMessage: action(deleteMessageRequest, updating, unpinning(deleteMessage)),
  deleteMessagesOf: action(deleteMessagesOfRequest, purging, audited(deleteMessagesOf)),
});
