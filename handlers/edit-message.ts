import { audited } from '../shared/core/admin/audit.ts';
import { editMessage } from '../shared/core/messages/change-message.ts';
import { pinMessage, unpinMessage } from '../shared/core/rooms/pin.ts';
import { updateRoom } from '../shared/core/rooms/update-room.ts';
import {
  editMessageRequest,
  pinMessageRequest,
  unpinMessageRequest,
  updateRoomRequest,
} from '../shared/protocol/index.ts';
import { updating } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  editMessage: action(editMessageRequest, updating, editMessage),
  updateRoom: action(updateRoomRequest, updating, audited(updateRoom)),
  pinMessage: action(pinMessageRequest, updating, audited(pinMessage)),
  unpinMessage: action(unpinMessageRequest, updating, audited(unpinMessage)),
});
