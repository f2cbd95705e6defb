import { reportMessage } from '../shared/core/moderation/report.ts';
import { blockUser, listBlocked, unblockUser } from '../shared/core/people/block.ts';
import { getUsers, setProfile } from '../shared/core/people/profile.ts';
import {
  blockUserRequest,
  getUsersRequest,
  listBlockedRequest,
  reportMessageRequest,
  setProfileRequest,
  unblockUserRequest,
} from '../shared/protocol/index.ts';
import { peopling } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  blockUser: action(blockUserRequest, peopling, blockUser),
  unblockUser: action(unblockUserRequest, peopling, unblockUser),
  listBlocked: action(listBlockedRequest, peopling, listBlocked),
  getUsers: action(getUsersRequest, peopling, getUsers),
  setProfile: action(setProfileRequest, peopling, setProfile),
  reportMessage: action(reportMessageRequest, peopling, reportMessage),
});
