/** Hands what the client tells to the room that it is about. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';
import type { Who } from '../session/claims.ts';
import type { RoomModel } from './room-model.ts';

export interface RoomsPort {
  readonly rooms: ReadonlySignal<readonly RoomModel[]>;
  find(room: string): RoomModel | undefined;
  add(room: string): RoomModel;
  readonly me: Who;
  /** Gets the list of rooms from the server. */
  enterAll(): Promise<void>;
  readonly isReady: Signal<boolean>;
}

export function followRooms(client: MessagingClient, port: RoomsPort): void {
  const { rooms, find, add, me, enterAll, isReady } = port;
  let isListing = false;

  /** Whatever is not told in order has to be asked for, after every break. */
  async function online(): Promise<void> {
    if (isReady.value) for (const room of rooms.value) if (room.isDirect) void room.refresh().catch(() => {});
    if (!isReady.value && !isListing) {
      isListing = true;
      await enterAll().catch(() => {});
      isListing = false;
    }
    for (const room of rooms.value) room.outgoing.adopt(client.pending);
  }

  client.on('state', ({ name }) => {
    if (name === 'online') void online();
  });
  client.on('message', message => {
    // A direct room is there as soon as somebody speaks in it.
    const room = message.room.startsWith('dm:') ? add(message.room) : find(message.room);
    room?.take(message);
    if (message.from.userId === me.userId) room?.reading.known(message.seq);
  });
  client.on('edited', change => find(change.room)?.change(change));
  client.on('deleted', change => find(change.room)?.change(change));
  client.on('recovered', event => find(event.room)?.recovered(event));
  client.on(
    'lagging',
    ({ room }) =>
      void find(room)
        ?.refresh()
        .catch(() => {}),
  );
  client.on('presence', event => find(event.room)?.presence.came(event));
  client.on('typing', event => find(event.room)?.presence.typed(event));
  client.on('read', event => {
    const room = find(event.room);
    if (event.user.userId === me.userId) room?.reading.known(event.seq);
    else room?.presence.read(event);
  });
  client.on('sent', sent => find(sent.room)?.acknowledged(sent));
  client.on('delayed', ({ room, messageId, error }) =>
    find(room)?.outgoing.delayed(messageId, `${error.message} Trying again…`),
  );
  client.on('failed', ({ room, messageId, error }) => find(room)?.outgoing.failed(messageId, error));
  client.on('left', ({ room, error }) => {
    const left = find(room);
    if (left) left.closed.value = error.message;
  });
}
