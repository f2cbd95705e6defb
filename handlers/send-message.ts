import { sendMessage } from '../shared/core/messages/send-message.ts';
import { sendMessageRequest } from '../shared/protocol/index.ts';
import {
  clock,
  connections,
  fanOutFunction,
  largeRooms,
  lines,
  logger,
  messages,
  poster,
  pumps,
  repeats,
  rooms,
  settings,
  webhooks,
} from './deps.ts';
import { picks, route } from './route.ts';

export const handler = route(
  sendMessageRequest,
  picks({
    clock,
    connections,
    fanOutFunction,
    largeRooms,
    lines,
    logger,
    messages,
    poster,
    pumps,
    repeats,
    rooms,
    settings,
    webhooks,
  }),
  sendMessage,
);
