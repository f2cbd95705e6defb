import { editMessage } from '../shared/core/messages/change-message.ts';
import { editMessageRequest } from '../shared/protocol/index.ts';
import {
  clock,
  connections,
  fanOutFunction,
  largeRooms,
  logger,
  messages,
  poster,
  pumps,
  rooms,
  settings,
  webhooks,
} from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  editMessageRequest,
  picks({
    clock,
    connections,
    fanOutFunction,
    largeRooms,
    logger,
    messages,
    poster,
    pumps,
    rooms,
    settings,
    webhooks,
  }),
  editMessage,
);
