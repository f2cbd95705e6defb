import { editMessage } from '../shared/core/messages/change-message.ts';
import { updateRoom } from '../shared/core/rooms/update-room.ts';
import { editMessageRequest, updateRoomRequest } from '../shared/protocol/index.ts';
import { speaking, updating } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  editMessage: action(editMessageRequest, speaking, editMessage),
  updateRoom: action(updateRoomRequest, updating, updateRoom),
});
