import { useSignal } from '@preact/signals';
import { MODERATION } from '../../shared/protocol/index.ts';
import { plural, untilOf } from '../ui/format.ts';
import type { Chat } from './chat.ts';
import type { Person } from './presence.ts';

const HOUR_MS = 3_600_000;

/** The longest with an end is the most for deletions. */
const SPANS = [
  { hours: 1, name: '1 hour' },
  { hours: 24, name: '24 hours' },
  { hours: 168, name: '7 days' },
  { hours: MODERATION.hours, name: '30 days' },
  { hours: Number.POSITIVE_INFINITY, name: 'For good' },
] as const;

const untilAfter = (hours: number): number => Math.min(Date.now() + hours * HOUR_MS, MODERATION.forGood);

interface Wanted {
  readonly room: string;
  readonly userId: string;
  readonly hours: number;
  readonly reason: string;
}

interface Act {
  readonly name: string;
  readonly says: string;
  /** Returns what came of it, in words that follow a name. */
  readonly run: (request: Chat['request'], wanted: Wanted) => Promise<string>;
}

const ACTS: Readonly<Record<string, Act>> = {
  mute: {
    name: 'Mute',
    says: 'Reads, and does not speak for so long',
    async run(request, { room, userId, hours }) {
      const { until } = await request('muteMember', { room, userId, until: untilAfter(hours) });
      return `is muted ${untilOf(until)}.`;
    },
  },
  unmute: {
    name: 'Let speak again',
    says: 'Ends a mute',
    async run(request, { room, userId }) {
      await request('muteMember', { room, userId, until: 0 });
      return 'may speak.';
    },
  },
  ban: {
    name: 'Ban',
    says: 'Is put out at once, and kept out for so long',
    async run(request, { room, userId, hours, reason }) {
      const until = untilAfter(hours);
      await request('ban', { room, userId, until, ...(reason !== '' && { reason }) });
      return `is banned ${untilOf(until)}.`;
    },
  },
  delete: {
    name: 'Delete what they wrote',
    says: 'All their messages in this room of the last so long, 30 days at most',
    async run(request, { room, userId, hours }) {
      const most = Math.min(hours, MODERATION.hours);
      const { deleted, done } = await request('deleteMessagesOf', { room, userId, hours: most });
      return `loses ${plural(deleted, 'message')}${done ? '.' : '; the rest follows.'}`;
    },
  },
};

interface ModerationFormProps {
  readonly chat: Chat;
  readonly room: string;
  readonly person: Person;
  readonly onDone?: () => void;
}

/** What moderators do about somebody whom they outrank; whether they do, the server says. */
export function ModerationForm({ chat, room, person, onDone }: ModerationFormProps) {
  const result = useSignal('');
  const trouble = useSignal('');
  const isBusy = useSignal(false);

  async function run(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const act = ACTS[String(fields.get('act'))];
    if (!act) return;
    isBusy.value = true;
    trouble.value = '';
    result.value = '';
    try {
      const words = await act.run(chat.request, {
        room,
        userId: person.userId,
        hours: Number(fields.get('hours')),
        reason: String(fields.get('reason') ?? '').trim(),
      });
      result.value = `${chat.called(person)} ${words}`;
      onDone?.();
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
    isBusy.value = false;
  }

  return (
    <form onSubmit={event => void run(event)}>
      <fieldset>
        <legend class="visually-hidden">What to do</legend>
        {Object.entries(ACTS).map(([act, { name, says }]) => (
          <label key={act} class="choice">
            <input type="radio" name="act" value={act} required />
            <span>
              {name}
              <small>{says}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <label>
        How long
        <select name="hours">
          {SPANS.map(({ hours, name }) => (
            <option key={hours} value={hours}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Why, for other moderators
        <input name="reason" maxLength={MODERATION.reasonLength} autocomplete="off" />
      </label>
      <p role="status">{result}</p>
      <p class="error" role="alert">
        {trouble}
      </p>
      <button type="submit" class="danger wide" disabled={isBusy}>
        Do it
      </button>
    </form>
  );
}
