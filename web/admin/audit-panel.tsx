import { exactTimeOf } from '../ui/format.ts';
import { useAnswer } from '../ui/use-answer.ts';
import type { Console } from './console.ts';

/** What administrators and moderators did lately, to whom and where. Asked anew after what is done here. */
export function AuditPanel({ model }: { model: Console }) {
  const denied = model.people.denied.value;
  const { value: entries, trouble } = useAnswer(denied && (() => model.audit()), [denied]);

  return (
    <section class="panel" aria-label="What was done">
      <h2>What was done</h2>
      {trouble !== '' && <p class="error">{trouble}</p>}
      {entries?.length === 0 && <p class="muted">Nothing yet.</p>}
      <ol class="found audit">
        {entries?.map(entry => (
          <li key={`${entry.at} ${entry.action} ${entry.userId} ${entry.room}`} data-audit={entry.action}>
            <strong>{entry.action}</strong> by {entry.by.name}
            {entry.whom !== undefined && <span title={entry.userId}> on {entry.whom}</span>}
            {entry.room !== undefined && <> in {entry.room}</>}
            <small class="muted id">{exactTimeOf(entry.at)}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}
