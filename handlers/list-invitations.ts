import { listInvitations } from '../shared/core/rooms/invitations.ts';
import { listInvitationsRequest } from '../shared/protocol/index.ts';
import { invited } from './bundles.ts';
import { route } from './route.ts';

export const handler = route(listInvitationsRequest, invited, listInvitations);
