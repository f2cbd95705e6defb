import { reportMessage } from '../shared/core/moderation/report.ts';
import { blockUser, listBlocked, unblockUser } from '../shared/core/people/block.ts';
import { findUsers } from '../shared/core/people/find-users.ts';
import { getUsers } from '../shared/core/people/get-users.ts';
import { requestMyData } from '../shared/core/people/request-my-data.ts';
import { setProfile } from '../shared/core/people/set-profile.ts';
import {
  blockUserRequest,
  findUsersRequest,
  getUsersRequest,
  listBlockedRequest,
  reportMessageRequest,
  requestMyDataRequest,
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
  findUsers: action(findUsersRequest, peopling, findUsers),
  setProfile: action(setProfileRequest, peopling, setProfile),
  requestMyData: action(requestMyDataRequest, peopling, requestMyData),
  reportMessage: action(reportMessageRequest, peopling, reportMessage),
});
