/** One room as the page shows it. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  Change,
  Message,
  MessagingClient,
  Recovered,
  Room,
  Sent,
} from '../../client/messaging-client.ts';
import {
  isChange,
  isMessage,
  type ReadEntry,
  type RoomDetails,
  type RoomKind,
  type RoomRole,
} from '../../shared/protocol/index.ts';
import { type Colours, createColours } from '../ui/colours.ts';
import { createOutgoing, type OutgoingModel } from './outgoing.ts';
import { createPresence, type Person, type Presence } from './presence.ts';
import { createReading, type Reading } from './reading.ts';
import { holeIn, merged, withChange } from './timeline.ts';

/** Something that happened to the log, shown in its place. */
export interface Notice {
  readonly after: number;
  readonly text: string;
}

export interface RoomModel {
  readonly name: string;
  readonly room: Room;
  /** For direct rooms. */
  readonly isDirect: boolean;
  readonly kind: Signal<RoomKind | undefined>;
  readonly role: Signal<RoomRole | undefined>;
  /** The owner or a moderator. */
  readonly mayModerate: ReadonlySignal<boolean>;
  /** What the room says of itself; undefined until it is known, and of rooms that nobody created. */
  readonly details: ReadonlySignal<RoomDetails | undefined>;
  readonly messages: Signal<readonly Message[]>;
  /** What is on show: those, or a piece of the log further back that has yet to reach them. */
  readonly shown: ReadonlySignal<readonly Message[]>;
  readonly notices: Signal<readonly Notice[]>;
  /** Whether the log goes further back than the page has it. */
  readonly hasOlder: ReadonlySignal<boolean>;
  /** Whether the log is known to have gone further back than it is kept. */
  readonly isCut: ReadonlySignal<boolean>;
  readonly isLoading: Signal<boolean>;
  /** Why the room is closed to the user. */
  readonly closed: Signal<string>;
  readonly reading: Reading;
  readonly outgoing: OutgoingModel;
  readonly presence: Presence;
  /** No two people of the room share one, as long as twelve serve. */
  readonly colours: Colours;
  /** Whether the log goes on after what is on show. */
  readonly hasNewer: ReadonlySignal<boolean>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Loads what is around a message, however far back, if it is not on show. False: it is no longer kept. */
  goTo(seq: number): Promise<boolean>;
  /** Shows the end of the log again. */
  toNewest(): void;
  /** Reads what is newest, and closes the hole before it. For direct rooms, which nobody joins. */
  refresh(): Promise<void>;
  take(message: Message): void;
  acknowledged(sent: Sent): void;
  change(change: Change): void;
  told(details: RoomDetails | undefined): void;
  recovered(event: Recovered): void;
}

const PAGE = 50;
/** From so many entries on, a message is gone to directly. */
const FAR = 2 * PAGE;

/** Of the log, apart from what the page has of its end. */
interface Piece {
  readonly messages: readonly Message[];
  /** The first and the last seq that were read of it, be it of a message or of a change. */
  readonly from: number;
  readonly to: number;
}

export function createRoomModel(
  client: MessagingClient,
  name: string,
  { me, meet }: { me: Person; meet: (person: Person) => void },
): RoomModel {
  const room = client.room(name);
  const isDirect = name.startsWith('dm:');
  const role = signal<RoomRole | undefined>(undefined);
  const details = signal<RoomDetails | undefined>(undefined);
  const messages = signal<readonly Message[]>([]);
  const notices = signal<readonly Notice[]>([]);
  const isLoading = signal(false);
  /** The log begins here: there is nothing older to be had. */
  const startsAt = signal(1);
  /** The oldest seq that was read, be it of a message or of a change. */
  const oldest = signal<number | undefined>(undefined);
  const piece = signal<Piece | undefined>(undefined);
  const changes = new Map<number, Change>();
  let epoch: string | undefined;
  const reading = createReading(messages, seq => room.seen(seq));
  const presence = createPresence(room, isDirect ? undefined : me, meet);
  const outgoing = createOutgoing(client, name);

  /** Notes what changed and who has spoken. Returns the messages. */
  function read(entries: readonly ReadEntry[]): readonly Message[] {
    const [first] = entries;
    if (first && epoch !== first.epoch) {
      epoch = first.epoch;
      changes.clear();
      oldest.value = undefined;
      piece.value = undefined;
    }
    const newer = entries.filter(isChange).filter(({ seq, target }) => seq > (changes.get(target)?.seq ?? 0));
    for (const change of newer) changes.set(change.target, change);
    const written = entries.filter(isMessage);
    for (const { from, seq } of written) {
      if (from.server) continue;
      meet(from);
      // Nobody has to read what they wrote, wherever they wrote it.
      if (from.userId === me.userId) reading.known(seq);
    }
    if (newer.length > 0) {
      const asChanged = (message: Message) => withChange(message, changes.get(message.seq));
      messages.value = messages.value.map(asChanged);
      if (piece.value) piece.value = { ...piece.value, messages: piece.value.messages.map(asChanged) };
    }
    return written;
  }

  /** To what the page has of the end of the log. */
  function add(entries: readonly ReadEntry[]): void {
    const [first] = entries;
    if (!first) return;
    const written = read(entries);
    oldest.value = Math.min(oldest.value ?? first.seq, first.seq);
    messages.value = merged(messages.value, written, changes);
    for (const entry of entries) reading.came(entry);
  }

  /** To the piece, which goes over into the rest as soon as it reaches it. */
  function addToPiece(entries: readonly ReadEntry[]): void {
    const written = read(entries);
    const [first] = entries;
    const last = entries.at(-1);
    if (!piece.value || !first || !last) return;
    const from = Math.min(piece.value.from, first.seq);
    const to = Math.max(piece.value.to, last.seq);
    const all = merged(piece.value.messages, written, changes);
    if (to < (oldest.value ?? 0) - 1) piece.value = { messages: all, from, to };
    else {
      messages.value = merged(messages.value, all, changes);
      oldest.value = from;
      piece.value = undefined;
    }
  }

  async function load(options: Parameters<Room['history']>[0]) {
    isLoading.value = true;
    try {
      return await room.history({ limit: PAGE, ...options });
    } finally {
      isLoading.value = false;
    }
  }

  async function closeHoles(): Promise<void> {
    for (let hole = holeIn(messages.value); hole; ) {
      for (let { after } = hole; after < hole.before - 1; ) {
        const page = await load({ after });
        add(page.messages);
        after = page.messages.at(-1)?.seq ?? hole.before;
      }
      const next = holeIn(messages.value);
      hole = next?.after === hole.after ? undefined : next;
    }
  }

  const model: RoomModel = {
    name,
    room,
    isDirect,
    kind: signal(undefined),
    role,
    mayModerate: computed(() => role.value === 'owner' || role.value === 'moderator'),
    details,
    messages,
    notices,
    shown: computed(() => piece.value?.messages ?? messages.value),
    hasOlder: computed(() => (piece.value?.from ?? oldest.value ?? 1) > startsAt.value),
    isCut: computed(() => startsAt.value > 1),
    hasNewer: computed(() => piece.value !== undefined),
    isLoading,
    closed: signal(''),
    reading,
    outgoing,
    presence,
    colours: createColours(),

    async loadOlder() {
      const before = piece.value?.from ?? oldest.value;
      if (isLoading.value || before === undefined || before <= startsAt.value) return;
      const page = await load({ before });
      // Beyond the retention.
      if (page.messages.length === 0) startsAt.value = before;
      else if (piece.value) addToPiece(page.messages);
      else add(page.messages);
    },

    async loadNewer() {
      if (isLoading.value || !piece.value) return;
      const page = await load({ after: piece.value.to });
      // Nothing is missing in between.
      if (page.messages.length === 0) piece.value = undefined;
      addToPiece(page.messages);
    },

    async goTo(seq) {
      const { from = 0, to = 0 } = piece.value ?? {};
      if (isLoading.value || oldest.value === undefined || (seq >= from && seq <= to)) return true;
      piece.value = undefined;
      if (oldest.value <= seq) return true;
      if (oldest.value - seq > FAR) {
        const page = await load({ after: Math.max(0, seq - PAGE / 2) });
        const [first] = page.messages;
        // Of what is no longer kept, the newest is told instead.
        if (!first || first.seq > seq) return false;
        const { seq: last } = page.messages.at(-1) ?? first;
        piece.value = { messages: merged([], read(page.messages), changes), from: first.seq, to: last };
      } else await model.loadOlder();
      return true;
    },

    toNewest() {
      piece.value = undefined;
    },

    async refresh() {
      const page = await load({});
      add(page.messages);
      await closeHoles();
    },

    take(message) {
      add([message]);
      presence.spoke(message.from.userId);
      outgoing.settled(message.messageId);
      closeHoles().catch(() => {});
    },

    acknowledged({ seq, messageId }) {
      // Otherwise it stays on show as being sent until its turn in the log.
      if (messages.value.some(message => message.seq === seq)) outgoing.settled(messageId);
    },

    change: change => add([change]),

    told(next) {
      if ((next?.version ?? 0) >= (details.value?.version ?? 0)) details.value = next;
    },

    recovered({ recovered, missed }) {
      if (recovered && missed > 0) {
        const text = `Back again: ${missed === 1 ? '1 message' : `${missed} messages`} caught up, nothing lost`;
        const after = messages.value.at(-1 - missed)?.seq ?? 0;
        notices.value = [...notices.value, { after, text }];
      }
      if (recovered) return;
      messages.value = [];
      piece.value = undefined;
      oldest.value = undefined;
      notices.value = [{ after: 0, text: 'Older messages are no longer kept' }];
    },
  };
  return model;
}
