import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { exactTimeOf } from '../ui/format.ts';
import type { Audited, Console } from './console.ts';

/** What administrators and moderators did lately, to whom and where. Asked anew after what is done here. */
export function AuditPanel({ model }: { model: Console }) {
  const entries = useSignal<readonly Audited[] | undefined>(undefined);
  const trouble = useSignal('');
  const denied = model.people.denied.value;
  useEffect(() => {
    if (denied === undefined) return;
    model.audit().then(
      found => {
        entries.value = found;
      },
      error => {
        trouble.value = error instanceof Error ? error.message : String(error);
      },
    );
  }, [denied]);

  return (
    <section class="panel" aria-label="What was done">
      <h2>What was done</h2>
      {trouble.value !== '' && <p class="error">{trouble}</p>}
      {entries.value?.length === 0 && <p class="muted">Nothing yet.</p>}
      <ol class="found audit">
        {entries.value?.map(entry => (
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
