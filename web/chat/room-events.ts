/** Hands what the client tells to the room that it is about. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';
import type { Who } from '../session/claims.ts';
import type { RoomModel } from './room-model.ts';

export interface RoomsPort {
  readonly rooms: ReadonlySignal<readonly RoomModel[]>;
  find(room: string): RoomModel | undefined;
  /** Shows a direct conversation, also one that was hidden. */
  cameBack(room: string): RoomModel;
  readonly me: Who;
  /** Gets the list of rooms from the server. */
  enterAll(): Promise<void>;
  readonly isReady: Signal<boolean>;
  /** The user is not let into a room any more. */
  shut(room: string, why: string): void;
  getInvitations(): Promise<void>;
  /** The user is a member of a room now. */
  welcome(room: string): Promise<void>;
}

export function followRooms(client: MessagingClient, port: RoomsPort): void {
  const { rooms, find, cameBack, me, enterAll, isReady, shut, getInvitations, welcome } = port;
  let isListing = false;

  /** Whatever is not told in order has to be asked for, after every break. */
  async function online(): Promise<void> {
    void getInvitations().catch(() => {});
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
    const isNew = message.room.startsWith('dm:') && !find(message.room);
    const room = isNew ? cameBack(message.room) : find(message.room);
    room?.take(message);
  });
  client.on('edited', change => find(change.room)?.change(change));
  client.on('deleted', change => find(change.room)?.change(change));
  client.on('room', change => find(change.room)?.told(change.details));
  client.on('recovered', event => find(event.room)?.recovered(event));
  client.on('present', event => find(event.room)?.presence.here(event));
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
  client.on('membership', ({ room, event, by }) => {
    if (event === 'invited') void getInvitations().catch(() => {});
    if (event === 'added') void welcome(room).catch(() => {});
    if (event === 'removed')
      shut(room, by ? `${by.name} removed you from this room.` : 'You were removed from this room.');
  });
  client.on('left', ({ room, error }) => shut(room, error.message));
}
