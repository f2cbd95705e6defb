/** The whole chat of one user: the client, its rooms, and which of them is on show. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { localStorageOutbox } from '../../client/local-storage-outbox.ts';
import { directRoom, MessagingClient, MessagingError } from '../../client/messaging-client.ts';
import type { PageProps } from '../start.tsx';
import { type Blocks, createBlocks } from './blocks.ts';
import { type ConnectionModel, createConnectionModel } from './connection.ts';
import { createMemory, type Memory } from './memory.ts';
import { createNotifications, type Notifications } from './notify.ts';
import type { Person } from './presence.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { followRooms } from './room-events.ts';
import { createRoomModel, type RoomModel } from './room-model.ts';

type Invitation = Awaited<ReturnType<MessagingClient['invitations']>>[number];

export interface Chat {
  readonly me: PageProps['who'];
  readonly connection: ConnectionModel;
  readonly memory: Memory;
  readonly rooms: ReadonlySignal<readonly RoomModel[]>;
  readonly current: ReadonlySignal<RoomModel | undefined>;
  /** Whether the list of rooms has come. */
  readonly isReady: ReadonlySignal<boolean>;
  /** To rooms that the user has yet to say yes or no to. */
  readonly invitations: ReadonlySignal<readonly Invitation[]>;
  /** Something that the user has to be told, whatever is on show. */
  readonly notice: Signal<string>;
  readonly notifications: Notifications;
  readonly profiles: Profiles;
  readonly blocks: Blocks;
  /** What somebody calls themselves; their user name if they don't. */
  called(person: Person): string;
  /** What the deployment lets users find. */
  readonly directories: { readonly rooms: boolean; readonly people: boolean };
  /** The same in words; empty if it is nothing. */
  readonly finds: string;
  /** Whether one may ask for a copy of what is one’s own, and for its erasure. */
  readonly mayRequestData: boolean;
  /** Any request of the protocol. */
  readonly request: MessagingClient['request'];
  /** The message that the address names, until it is on show. */
  readonly target: Signal<number | undefined>;
  answer(invitation: Invitation, accept: boolean): Promise<void>;
  titleOf(room: RoomModel): string;
  /** The user name, as far as it is known yet. */
  nameOf(userId: string): string;
  /** The other one of a direct room. */
  peerOf(room: RoomModel): string;
  /** Shows a room, joining it where need be. Rejects where the server refuses. */
  open(name: string): Promise<void>;
  create(name: string, kind: 'public' | 'private'): Promise<void>;
  openDirect(userId: string): Promise<void>;
  /** To the room before (-1) or after (1) the one on show, as they are listed. */
  step(by: number): void;
  /** False where it can only be hidden: a direct conversation, or a room of one's own. */
  mayLeave(room: RoomModel): boolean;
  leave(room: RoomModel): void;
  /** Connects; to be called once the page can be closed. */
  start(): void;
  /** What is named in the address. */
  show(name: string | undefined, seq?: number): void;
  reconnect(): void;
  close(): void;
}

/** A room of its own for the first visit: nobody should find an empty page. */
const LOBBY = 'general';

/** Asking again would be answered alike. */
const REFUSALS: readonly string[] = ['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'LIMIT_EXCEEDED'];

export function createChat({ config, login, who: me }: PageProps): Chat {
  const connection = createConnectionModel();
  const memory = createMemory(me.userId);
  const rooms = signal<readonly RoomModel[]>([]);
  const shown = signal<string | undefined>(undefined);
  const isReady = signal(false);
  /** For the list of rooms. */
  let hasAsked = false;
  const invitations = signal<readonly Invitation[]>([]);
  const notice = signal('');
  const notifications = createNotifications(me, room => goTo(encodeURIComponent(room)));
  const target = signal<number | undefined>(undefined);
  const directories = { rooms: config.roomDirectory === true, people: config.userDirectory === true };

  const client = new MessagingClient({
    url: config.socketUrl,
    userId: me.userId,
    WebSocket: connection.sockets.WebSocket,
    outbox: localStorageOutbox(me.userId),
    ...(config.lifetimeMs !== undefined && { timings: { lifetimeMs: config.lifetimeMs } }),
    async getToken(why) {
      await connection.back();
      return login.getToken(why);
    },
  });
  connection.follow(client);
  const profiles = createProfiles(client, ({ userId, name }) => {
    if (name !== undefined) memory.meet(userId, name);
  });
  const blocks = createBlocks(client, userId => {
    // Theirs go with a block, and neither of the two is shown to the other.
    void getInvitations().catch(() => {});
    void find(directRoom(me.userId, userId))
      ?.presence.refresh()
      .catch(() => {});
  });
  /** Once it is known who is blocked: notifications wait for it. */
  let listed = Promise.resolve();
  // With the login, whether or not the page is drawn until then.
  login.ended.addEventListener('abort', () => client.close());

  /** The address is the next user's, once this one has gone. */
  const goTo = (hash: string) => {
    if (!login.ended.aborted) location.hash = hash;
  };

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

  /** A conversation that was hidden is on show again as soon as there is something new in it. */
  function cameBack(name: string): RoomModel {
    memory.join(name);
    return add(name);
  }

  const remove = (name: string) => {
    rooms.value = rooms.value.filter(room => room.name !== name);
  };

  /** Adds a room and gets its newest messages; `readSeq` where the server told how far it was read. */
  async function enter(name: string, readSeq?: number): Promise<RoomModel> {
    const room = add(name);
    try {
      if (readSeq !== undefined) room.reading.known(readSeq);
      if (room.isDirect) await room.refresh();
      else {
        const { head } = await room.room.join();
        room.reading.known(readSeq ?? head);
        memory.join(name);
      }
      return room;
    } catch (error) {
      const isRefusal = error instanceof MessagingError && REFUSALS.includes(error.code);
      if (isRefusal) memory.forget(name);
      // What is only late may come yet, in a direct room; others have to be joined.
      if (isRefusal || !room.isDirect) remove(name);
      throw error;
    }
  }

  /** The user is no longer let in: it leaves the list, and where it is on show it says why. */
  function shut(name: string, why: string): void {
    memory.forget(name);
    const room = find(name);
    if (!room || room.closed.value) return;
    room.closed.value = why;
    if (shown.value === name) return;
    remove(name);
    notice.value = `${chat.titleOf(room)}: ${why}`;
  }

  async function getInvitations(): Promise<void> {
    invitations.value = await client.invitations();
  }

  /** If it is the room on show that the user is not let into, they are told. */
  const refused = (name: string) => (error: unknown) => {
    if (!(error instanceof MessagingError) || shown.value !== name || login.ended.aborted) return;
    if (find(name)) return;
    notice.value = `${name}: ${error.message}`;
    goTo('#/');
  };

  /** Not before the list has come, which tells how far the room was read, or has failed to. */
  function enterShown(): void {
    const name = shown.value;
    if (hasAsked && name && !find(name)) enter(name).catch(refused(name));
  }

  async function enterAll(): Promise<void> {
    const listed = await client.listRooms().catch(error => {
      hasAsked = true;
      enterShown();
      throw error;
    });
    hasAsked = true;
    for (const { room: name, kind, role, readSeq, head, unread } of listed) {
      const isBack = name.startsWith('dm:') && unread > 0;
      if (memory.hasLeft(name) && !isBack && name !== shown.value) continue;
      const room = isBack ? cameBack(name) : add(name);
      room.kind.value = kind;
      room.role.value = role;
      room.reading.listed(head, unread);
      // A room that can't be entered just now is not worth losing the others for.
      void enter(name, readSeq).catch(refused(name));
    }
    for (const name of memory.joined) if (!find(name)) void enter(name).catch(refused(name));
    enterShown();
    if (rooms.value.length === 0 && !shown.value) await enter(LOBBY).catch(() => {});
    // On a phone one has asked to see the list.
    const [only, another] = rooms.value;
    if (only && !another && !shown.value && location.hash === '') goTo(encodeURIComponent(only.name));
    isReady.value = true;
  }

  followRooms(client, { rooms, cameBack, find, me, enterAll, isReady, shut, getInvitations, welcome });
  client.on('message', message => {
    const room = find(message.room);
    if (!room) return;
    void listed.then(() => {
      if (!blocks.has(message.from))
        notifications.tell(message, chat.titleOf(room), chat.called(message.from));
    });
  });
  client.on('state', ({ name, error }) => {
    if (name === 'online') listed = blocks.refresh().catch(() => {});
    if (name === 'stopped' && error?.code === 'SIGNED_OUT') login.signOut();
  });

  /** A room that the user is a member of now. */
  async function welcome(name: string): Promise<void> {
    invitations.value = invitations.value.filter(({ room }) => room !== name);
    // One that was shut a moment ago begins anew.
    if (find(name)?.closed.value) remove(name);
    memory.join(name);
    await enterAll();
  }

  const peerOf = ({ name }: RoomModel) =>
    name.split(':').find((part, i) => i > 0 && part !== me.userId) ?? '';

  const chat: Chat = {
    me,
    connection,
    memory,
    rooms: computed(() =>
      rooms.value
        .filter(room => !room.closed.value)
        .sort(
          (a, b) => Number(a.isDirect) - Number(b.isDirect) || chat.titleOf(a).localeCompare(chat.titleOf(b)),
        ),
    ),
    current: computed(() => rooms.value.find(room => room.name === shown.value)),
    isReady,
    invitations,
    notice,
    notifications,
    profiles,
    blocks,
    called: ({ userId, name }) => profiles.of(userId)?.displayName ?? name,
    directories,
    mayRequestData: config.dataRequests === true,
    finds: [directories.rooms && 'rooms', directories.people && 'people'].filter(Boolean).join(' and '),
    request: client.request.bind(client),
    target,
    peerOf,
    nameOf: userId => memory.nameOf(userId) ?? `User ${userId.slice(0, 8)}`,
    titleOf(room) {
      if (!room.isDirect) return room.name;
      const peer = peerOf(room);
      return profiles.of(peer)?.displayName ?? chat.nameOf(peer);
    },

    async open(name) {
      if (!find(name)) await enter(name);
      goTo(encodeURIComponent(name));
    },

    async answer({ room }, accept) {
      await client.answerInvitation(room, accept);
      if (accept) {
        await welcome(room);
        await chat.open(room);
      } else invitations.value = invitations.value.filter(one => one.room !== room);
    },

    async create(name, kind) {
      await client.createRoom(name, { kind });
      const room = await enter(name);
      room.kind.value = kind;
      room.role.value = 'owner';
      goTo(encodeURIComponent(name));
    },

    step(by) {
      const listed = chat.rooms.value;
      const at = listed.findIndex(({ name }) => name === shown.value);
      const next = at < 0 ? listed[0] : listed[(at + by + listed.length) % listed.length];
      if (next) goTo(encodeURIComponent(next.name));
    },

    openDirect: userId => chat.open(directRoom(me.userId, userId)),

    mayLeave: room => !room.isDirect && room.role.value !== 'owner',

    leave(room) {
      memory.leave(room.name);
      // Other rooms have no members: whoever is not there has left.
      if (chat.mayLeave(room) && room.role.value)
        room.room.removeMember(me.userId).catch((error: unknown) => {
          notice.value = `${chat.titleOf(room)}: ${error instanceof Error ? error.message : error}`;
        });
      if (!room.isDirect) room.room.leave();
      remove(room.name);
      goTo('#/');
    },

    show(name, seq) {
      shown.value = name;
      target.value = seq;
      rooms.value = rooms.value.filter(room => room.name === name || !room.closed.value);
      enterShown();
    },

    start() {
      if (!login.ended.aborted) client.connect();
    },
    reconnect: () => client.connect(),
    close: () => client.close(),
  };
  return chat;
}
