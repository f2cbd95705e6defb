import { audited } from '../shared/core/admin/audit.ts';
import { answerInvitation } from '../shared/core/rooms/invitations.ts';
import { createLink, listLinks, revokeLink, useLink } from '../shared/core/rooms/links.ts';
import {
  answerInvitationRequest,
  createLinkRequest,
  listLinksRequest,
  revokeLinkRequest,
  useLinkRequest,
} from '../shared/protocol/index.ts';
import { inviting, linking } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  answerInvitation: action(answerInvitationRequest, inviting, answerInvitation),
  createLink: action(createLinkRequest, linking, audited(createLink)),
  listLinks: action(listLinksRequest, linking, listLinks),
  revokeLink: action(revokeLinkRequest, linking, audited(revokeLink)),
  useLink: action(useLinkRequest, linking, audited(useLink)),
});
