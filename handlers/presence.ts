import { presence } from '../shared/core/presence/presence.ts';
import { discoverRooms } from '../shared/core/rooms/discover.ts';
import { discoverRoomsRequest, presenceRequest } from '../shared/protocol/index.ts';
import { discovering, observing } from './bundles.ts';
import { action, routes } from './route.ts';

export const handler = routes({
  presence: action(presenceRequest, observing, presence),
  discoverRooms: action(discoverRoomsRequest, discovering, discoverRooms),
});
