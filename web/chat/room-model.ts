/** One room as the page shows it. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Message, MessagingClient, Recovered, Room, Sent } from '../../client/messaging-client.ts';
import type { RoomKind, RoomRole } from '../../shared/protocol/index.ts';
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
  readonly messages: Signal<readonly Message[]>;
  readonly notices: Signal<readonly Notice[]>;
  /** Whether the log goes further back than the page has it. */
  readonly hasOlder: ReadonlySignal<boolean>;
  readonly isLoading: Signal<boolean>;
  /** Why the room is closed to the user. */
  readonly closed: Signal<string>;
  readonly reading: Reading;
  readonly outgoing: OutgoingModel;
  readonly presence: Presence;
  loadOlder(): Promise<void>;
  /** Reads what is newest, and closes the hole before it. For direct rooms, and for messages that may have been changed. */
  refresh(): Promise<void>;
  take(message: Message): void;
  acknowledged(sent: Sent): void;
  change(change: Parameters<typeof withChange>[1]): void;
  recovered(event: Recovered): void;
}

const PAGE = 50;

export function createRoomModel(
  client: MessagingClient,
  name: string,
  { me, meet }: { me: Person; meet: (person: Person) => void },
): RoomModel {
  const room = client.room(name);
  const isDirect = name.startsWith('dm:');
  const messages = signal<readonly Message[]>([]);
  const notices = signal<readonly Notice[]>([]);
  const isLoading = signal(false);
  /** The log begins here: there is nothing older to be had. */
  const startsAt = signal(1);
  const reading = createReading(seq => room.markRead(seq));
  const presence = createPresence(room, isDirect ? undefined : me, meet);
  const outgoing = createOutgoing(client, name);

  function add(read: readonly Message[]): void {
    for (const { from } of read) meet(from);
    messages.value = merged(messages.value, read);
    reading.head.value = Math.max(reading.head.value, messages.value.at(-1)?.seq ?? 0);
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
    for (let after = holeIn(messages.value); after !== undefined; ) {
      add((await load({ after })).messages);
      const next = holeIn(messages.value);
      after = next === after ? undefined : next;
    }
  }

  return {
    name,
    room,
    isDirect,
    kind: signal(undefined),
    role: signal(undefined),
    messages,
    notices,
    hasOlder: computed(() => (messages.value[0]?.seq ?? 1) > startsAt.value),
    isLoading,
    closed: signal(''),
    reading,
    outgoing,
    presence,

    async loadOlder() {
      const before = messages.value[0]?.seq;
      if (isLoading.value || before === undefined || before <= startsAt.value) return;
      const page = await load({ before });
      // Beyond the retention.
      if (page.messages.length === 0) startsAt.value = before;
      else add(page.messages);
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

    change(change) {
      messages.value = withChange(messages.value, change);
    },

    recovered({ recovered, missed }) {
      const last = messages.value.at(-1)?.seq ?? 0;
      if (recovered && missed > 0) {
        const text = `Back again: ${missed === 1 ? '1 message' : `${missed} messages`} caught up, nothing lost`;
        notices.value = [...notices.value, { after: Math.max(0, last - missed), text }];
      }
      if (recovered) return;
      messages.value = [];
      notices.value = [{ after: 0, text: 'Older messages are no longer kept' }];
    },
  };
}
