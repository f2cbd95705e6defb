import type { MessagingClient } from '../../client/messaging-client.ts';
import { exactTimeOf } from '../ui/format.ts';
import { Pages } from '../ui/pages.tsx';

interface RemovedProps {
  readonly request: MessagingClient['request'];
  readonly room: string;
}

/** What moderators removed of others' messages, for as long as the deployment keeps it. */
export function Removed({ request, room }: RemovedProps) {
  async function ask(after?: string) {
    const { reports, next } = await request('listReports', { room, after, removed: true });
    return { items: reports, next };
  }
  return (
    <ul class="reports">
      <Pages
        ask={ask}
        none="Nothing was removed lately."
        row={({ seq, from, excerpt, by, at }) => (
          <li key={seq} data-removed={seq}>
            <strong>{from.name}</strong>
            <blockquote class="excerpt" dir="auto">
              {excerpt}
            </blockquote>
            <p class="muted small">
              Removed by {by.name}, {exactTimeOf(at)}
            </p>
          </li>
        )}
      />
    </ul>
  );
}
