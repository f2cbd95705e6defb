import type { MessagingClient } from '../../client/messaging-client.ts';
import type { ResultOf } from '../../shared/protocol/index.ts';
import { exactTimeOf } from '../ui/format.ts';
import { Queue } from './queue.tsx';

type Report = ResultOf<'listReports'>['reports'][number];

interface ReportsProps {
  readonly request: MessagingClient['request'];
  /** Whose moderators decide; undefined for the administrators, of messages in rooms that nobody moderates. */
  readonly room?: string;
  /** Before somebody goes to the message. */
  readonly onGo?: () => void;
}

const keyOf = ({ room, seq }: Pick<Report, 'room' | 'seq'>) => `${room}/${seq}`;

/** Messages that users reported, until somebody has decided about them. */
export function Reports({ request, room, onGo }: ReportsProps) {
  async function ask(after?: string) {
    const { reports, next } = await request('listReports', { room, after });
    return { items: reports, next };
  }

  return (
    <Queue
      ask={ask}
      none="Nothing was reported."
      keyOf={keyOf}
      settle={report => request('resolveReport', { room: report.room, seq: report.seq })}
      row={(report, resolve) => (
        <ReportRow
          key={`${keyOf(report)} ${report.by.userId}`}
          report={report}
          onGo={onGo}
          onResolve={resolve}
        />
      )}
    />
  );
}

interface ReportRowProps {
  readonly report: Report;
  readonly onGo: (() => void) | undefined;
  readonly onResolve: () => void;
}

function ReportRow({ report, onGo, onResolve }: ReportRowProps) {
  const { room, seq, from, excerpt, reason, by, at } = report;
  // Nobody else is let into a direct conversation.
  const isDirect = room.startsWith('dm:');
  return (
    <li data-report={keyOf(report)}>
      <p>
        <strong>{from.name}</strong>{' '}
        {isDirect ? (
          'in a direct conversation'
        ) : (
          <a href={`./#${encodeURIComponent(room)}/${seq}`} onClick={onGo}>
            in #{room}
          </a>
        )}
      </p>
      <blockquote class="excerpt" dir="auto">
        {excerpt}
      </blockquote>
      <p class="muted small">
        Reported by {by.name}, {exactTimeOf(at)}
        {reason !== undefined && `: ${reason}`}
      </p>
      <button
        type="button"
        aria-label={`Resolve the report of message ${seq} in ${room}`}
        onClick={onResolve}
      >
        Resolve
      </button>
    </li>
  );
}
