import type { Scenario } from '../scenario.ts';
import { disabled, keptOut, tooMany } from './accounts.ts';
import { hostedSignIn } from './hosted.ts';
import { largeRoom } from './large-room.ts';
import { adminDisconnect, deadLetters, expiry, sweep, traces } from './operations.ts';
import {
  closedWhileJoining,
  crowded,
  freshRooms,
  rooms,
  signals,
  signIn,
  strangers,
  talk,
  unknownAction,
} from './people.ts';
import { publish, rotation, serverApi } from './servers.ts';

/** In this order; each leaves the backend as the next one finds it. */
export const SCENARIOS: readonly Scenario[] = [
  strangers,
  signIn,
  hostedSignIn,
  talk,
  signals,
  crowded,
  rooms,
  freshRooms,
  closedWhileJoining,
  unknownAction,
  publish,
  serverApi,
  rotation,
  adminDisconnect,
  keptOut,
  tooMany,
  largeRoom,
  // After it: its crowd hears more here.
  sweep,
  deadLetters,
  expiry,
  traces,
  // Last: for a second, no token of dave is good.
  disabled,
];
