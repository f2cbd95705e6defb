import { answerInvitation } from '../shared/core/rooms/invitations.ts';
import { answerInvitationRequest } from '../shared/protocol/index.ts';
import { inviting } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(answerInvitationRequest, inviting, answerInvitation);
