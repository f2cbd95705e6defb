import { sendMessage } from '../shared/core/messages/send-message.ts';
import { sendMessageRequest } from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(sendMessageRequest, speaking, sendMessage);
