import { joinItem, type RequestOf, type ResultOf, type WebhookEvent } from '../../protocol/index.ts';
import { eachRoom } from '../log/each-room.ts';
import type { Sender } from '../ports.ts';
import { readOnce } from '../presence/departures.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { type JoinDeps, join } from './join-room.ts';

export async function joinRooms(
  deps: JoinDeps,
  sender: Sender,
  { rooms }: RequestOf<'joinRooms'>,
): Promise<ResultOf<'joinRooms'>> {
  const joined: WebhookEvent[] = [];
  // Gathered, to be handed over in one record.
  const webhooks: Webhooks = {
    async send(events) {
      joined.push(...events);
    },
  };
  const departures = readOnce(deps.departures);
  try {
    return {
      rooms: await eachRoom(deps, sender, { items: rooms, schema: joinItem }, (item, space) =>
        join({ ...deps, webhooks, departures }, sender, item, space),
      ),
    };
  } finally {
    await deps.webhooks.send(joined);
  }
}
