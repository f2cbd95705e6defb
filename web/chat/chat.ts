/** The whole chat of one user: the client, its rooms, and which of them is on show. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { localStorageOutbox } from '../../client/local-storage-outbox.ts';
import { directRoom, MessagingClient, MessagingError } from '../../client/messaging-client.ts';
import type { PageProps } from '../start.tsx';
import { type ConnectionModel, createConnectionModel } from './connection.ts';
import { createMemory, type Memory } from './memory.ts';
import { followRooms } from './room-events.ts';
import { createRoomModel, type RoomModel } from './room-model.ts';

export interface Chat {
  readonly me: PageProps['who'];
  readonly connection: ConnectionModel;
  readonly memory: Memory;
  readonly rooms: ReadonlySignal<readonly RoomModel[]>;
  readonly current: ReadonlySignal<RoomModel | undefined>;
  /** Whether the list of rooms has come. */
  readonly isReady: ReadonlySignal<boolean>;
  titleOf(room: RoomModel): string;
  /** The other one of a direct room. */
  peerOf(room: RoomModel): string;
  /** Shows a room, joining it where need be. Rejects where the server refuses. */
  open(name: string): Promise<void>;
  create(name: string, kind: 'public' | 'private'): Promise<void>;
  openDirect(userId: string): Promise<void>;
  leave(room: RoomModel): void;
  /** What is named in the address. */
  show(name: string | undefined): void;
  reconnect(): void;
  close(): void;
}

/** A room of its own for the first visit: nobody should find an empty page. */
const LOBBY = 'general';

export function createChat({ config, session, who: me }: PageProps): Chat {
  const connection = createConnectionModel();
  const memory = createMemory(me.userId);
  const rooms = signal<readonly RoomModel[]>([]);
  const shown = signal<string | undefined>(undefined);
  const isReady = signal(false);

  const client = new MessagingClient({
    url: config.socketUrl,
    WebSocket: connection.sockets.WebSocket,
    outbox: localStorageOutbox(me.userId),
    ...(config.lifetimeMs !== undefined && { timings: { lifetimeMs: config.lifetimeMs } }),
    async getToken(why) {
      await connection.back();
      return session.getToken(why);
    },
  });
  connection.follow(client);

  const find = (name: string) => rooms.value.find(room => room.name === name);

  function add(name: string): RoomModel {
    const known = find(name);
    if (known) return known;
    const room = createRoomModel(client, name, {
      me: { userId: me.userId, name: me.name },
      meet: person => memory.meet(person.userId, person.name),
    });
    rooms.value = [...rooms.value, room];
    return room;
  }

  const remove = (name: string) => {
    rooms.value = rooms.value.filter(room => room.name !== name);
  };

  /** Adds a room and gets its newest messages; `readSeq` where the server told how far it was read. */
  async function enter(name: string, readSeq?: number): Promise<RoomModel> {
    const room = add(name);
    if (room.isDirect) {
      if (readSeq !== undefined) room.reading.known(readSeq);
      await room.refresh();
      return room;
    }
    try {
      const { head } = await room.room.join();
      room.reading.head.value = Math.max(room.reading.head.value, head);
      room.reading.known(readSeq ?? head);
    } catch (error) {
      remove(name);
      throw error;
    }
    memory.join(name);
    return room;
  }

  async function enterAll(): Promise<void> {
    const listed = await client.listRooms();
    for (const { room: name, kind, role, readSeq } of listed) {
      if (memory.hasLeft(name)) continue;
      const room = add(name);
      room.kind.value = kind;
      room.role.value = role;
      // A room that can't be entered just now is not worth losing the others for.
      void enter(name, readSeq).catch(() => {});
    }
    for (const name of memory.joined) if (!find(name)) void enter(name).catch(() => {});
    if (rooms.value.length === 0 && !shown.value) await enter(LOBBY).catch(() => {});
    isReady.value = true;
  }

  followRooms(client, { rooms, add, find, me, enterAll, isReady });
  const stop = client.on('state', ({ name, error }) => {
    if (name === 'stopped' && error?.code === 'SIGNED_OUT') void session.signOut();
  });
  client.connect();

  const peerOf = ({ name }: RoomModel) =>
    name.split(':').find((part, i) => i > 0 && part !== me.userId) ?? '';

  const chat: Chat = {
    me,
    connection,
    memory,
    rooms: computed(() =>
      [...rooms.value].sort(
        (a, b) => Number(a.isDirect) - Number(b.isDirect) || chat.titleOf(a).localeCompare(chat.titleOf(b)),
      ),
    ),
    current: computed(() => rooms.value.find(room => room.name === shown.value)),
    isReady,
    peerOf,
    titleOf(room) {
      if (!room.isDirect) return room.name;
      const peer = peerOf(room);
      // Not known by name until they were seen or have spoken.
      const spoken = room.messages.value.find(({ from }) => from.userId === peer);
      return memory.nameOf(peer) ?? spoken?.from.name ?? `User ${peer.slice(0, 8)}`;
    },

    async open(name) {
      if (!find(name)) await enter(name);
      location.hash = encodeURIComponent(name);
    },

    async create(name, kind) {
      await client.createRoom(name, { kind });
      const room = await enter(name);
      room.kind.value = kind;
      room.role.value = 'owner';
      location.hash = encodeURIComponent(name);
    },

    openDirect: userId => chat.open(directRoom(me.userId, userId)),

    leave(room) {
      memory.leave(room.name);
      if (!room.isDirect) room.room.leave();
      remove(room.name);
      location.hash = '#/';
    },

    show(name) {
      shown.value = name;
      if (name && !find(name))
        enter(name).catch(error => {
          if (error instanceof MessagingError && shown.value === name) location.hash = '#/';
        });
    },

    reconnect: () => client.connect(),

    close() {
      stop();
      client.close();
    },
  };
  return chat;
}
