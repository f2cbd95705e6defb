/** Ways in which a history can be wrong: each changes one thing in one that is right. */
import type { Property } from './check.ts';
import type { Frame, Happened, History } from './format.ts';

type Events = Happened[];
type Draft = Omit<History, 'events'> & { events: Events };
type Kind<K extends Happened['kind']> = Extract<Happened, { kind: K }>;

const logOf = ({ quiet }: Draft, room: string) => {
  const log = quiet.logs.find(one => one.room === room);
  if (!log) throw new Error(`there is no log of ${room}`);
  return log;
};

/** The index of the nth event of a kind that fits. */
function find<K extends Happened['kind']>(
  { events }: Draft,
  kind: K,
  fits: (event: Kind<K>) => boolean,
): { index: number; event: Kind<K> } {
  const isOne = (event: Happened): event is Kind<K> => event.kind === kind;
  const index = events.findIndex(event => isOne(event) && fits(event));
  const event = events[index];
  if (!event || !isOne(event)) throw new Error(`there is no such ${kind}`);
  return { index, event };
}

const pushTo = (draft: Draft, client: string, fits: (frame: Frame) => boolean) =>
  find(draft, 'pushed', ({ connection, frame }) => connection.startsWith(`${client}/`) && fits(frame));

/** The same push reaches somebody else too. */
function pushAlso(draft: Draft, fits: (frame: Frame) => boolean, connection: string): void {
  const { index, event } = pushTo(draft, 'ben-2', fits);
  draft.events.splice(index + 1, 0, { ...event, connection });
}
const isMessage = (messageId: string) => (frame: Frame) => frame.messageId === messageId;

function replyTo(draft: Draft, fits: (frame: Frame) => boolean): Kind<'replied'> {
  const { call } = find(draft, 'called', ({ frame }) => fits(frame)).event;
  return find(draft, 'replied', event => event.call === call).event;
}

export const WRONG: Readonly<Record<string, { readonly found: Property; make(draft: Draft): void }>> = {
  'an acknowledged message is not in the log': {
    found: 'stored',
    make: draft => void logOf(draft, 'attic').entries.pop(),
  },
  'an entry counts one message too many': {
    found: 'contiguous',
    make(draft) {
      const entry = logOf(draft, 'hall').entries[3];
      if (entry) entry.ordinal = 7;
    },
  },
  'a message is stored a second time': {
    found: 'once',
    make(draft) {
      const { entries } = logOf(draft, 'attic');
      const last = entries.at(-1);
      if (!last) return;
      const { seq, ordinal = 0 } = last;
      const again = { ...last, seq: seq + 1, ordinal: ordinal + 1 };
      entries.push(again);
      const at = draft.events.at(-1)?.at ?? 0;
      draft.events.push({ kind: 'applied', at, client: 'ann-1', room: 'attic', entry: again });
    },
  },
  'a message stands before one that was there before it was sent': {
    found: 'order',
    make(draft) {
      const ids = ['attic-message-1', 'attic-message-2'];
      const swapped = (seq: number) => (seq <= 2 ? 3 - seq : seq);
      for (const id of ids) {
        const { frame } = replyTo(draft, asked => asked.messageId === id);
        Object.assign(frame, { seq: swapped(Number(frame.seq)), ordinal: swapped(Number(frame.seq)) });
      }
      const log = logOf(draft, 'attic');
      const [first, second] = log.entries;
      if (!first || !second) return;
      const place = ({ seq, ordinal = seq }: typeof first) => ({ seq, ordinal });
      const inLog = [
        { ...second, ...place(first) },
        { ...first, ...place(second) },
      ];
      log.entries.splice(0, 2, ...inLog);
      const applied = draft.events.filter(event => event.kind === 'applied' && event.room === 'attic');
      for (const [nth, entry] of inLog.entries()) Object.assign(applied[nth] ?? {}, { entry });
    },
  },
  'a client is shown another message under a seq': {
    found: 'agreement',
    make: draft =>
      Object.assign(pushTo(draft, 'ben-2', isMessage('hall-message-1')).event.frame, {
        messageId: 'another-one',
      }),
  },
  'an acknowledged edit is not what the log shows': {
    found: 'changes',
    make: draft => Object.assign(logOf(draft, 'hall').entries[0] ?? {}, { text: 'Good morning' }),
  },
  'a client leaves out an entry': {
    found: 'client-logs',
    make(draft) {
      const { index } = find(draft, 'applied', ({ client, room }) => client === 'ben-2' && room === 'hall');
      draft.events.splice(index, 1);
    },
  },
  'a removed member is pushed a message': {
    found: 'audience',
    make: draft => pushAlso(draft, isMessage('den-message-2'), 'cy-3/1'),
  },
  'a room is created by a second user': {
    found: 'ownership',
    make(draft) {
      const at = draft.events.at(-1)?.at ?? 0;
      const { frame } = replyTo(draft, ({ action }) => action === 'createRoom');
      const asked = { action: 'createRoom', room: 'den', kind: 'private' };
      draft.events.push({ kind: 'called', at, connection: 'ben-2/1', call: 9_999, frame: asked });
      draft.events.push({ kind: 'replied', at, call: 9_999, frame });
    },
  },
  'a connection is pushed a message after its time': {
    found: 'expiry',
    make: draft => pushAlso(draft, isMessage('hall-message-3'), 'dora-4/1'),
  },
  'a denied user is pushed a message after the next sweep': {
    found: 'denial',
    make: draft => pushAlso(draft, isMessage('hall-message-3'), 'eve-5/1'),
  },
  'one who joined is told to join first': {
    found: 'standing',
    make(draft) {
      const reply = replyTo(draft, ({ action }) => action === 'markRead');
      reply.frame = { type: 'error', action: 'markRead', code: 'NOT_JOINED', message: 'Join hall first.' };
    },
  },
  'one message too many is told as unread': {
    found: 'unread',
    make(draft) {
      const told = draft.quiet.unread.find(({ user, room }) => user === 'ben' && room === 'hall');
      if (told) told.unread += 1;
    },
  },
  'one who is there is missing from presence': {
    found: 'presence',
    make(draft) {
      const told = draft.quiet.presence.find(({ room }) => room === 'hall');
      told?.users.splice(
        told.users.findIndex(({ userId }) => userId === 'ben'),
        1,
      );
    },
  },
  'a sender gets more through than the rate lets': {
    found: 'rates',
    make: draft => Object.assign(draft.promises, { senderPerSecond: 1 }),
  },
  'a push lacks a field': {
    found: 'shape',
    make: draft => void delete pushTo(draft, 'ben-2', isMessage('hall-message-3')).event.frame.sentAt,
  },
};
