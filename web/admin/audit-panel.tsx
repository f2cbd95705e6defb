import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { exactTimeOf } from '../ui/format.ts';
import { useAnswer } from '../ui/use-answer.ts';
import type { AuditFilter, Console } from './console.ts';

/**
 * What administrators and moderators did lately, to whom and where. A click on a part of an entry leaves those that have it in
 * common. Asked anew after what is done here.
 */
export function AuditPanel({ model }: { model: Console }) {
  const denied = model.people.denied.value;
  const only = useSignal<AuditFilter>({});
  const ask = () => model.audit(only.value);
  const { value: entries, trouble } = useAnswer(denied && ask, [denied, only.value]);
  const narrowed = Object.keys(only.value).length > 0;
  const part = (filter: AuditFilter, text: ComponentChildren, title?: string) => (
    <button
      type="button"
      class="link"
      title={title}
      onClick={() => {
        only.value = { ...only.value, ...filter };
      }}
    >
      {text}
    </button>
  );

  return (
    <section class="panel" aria-label="What was done">
      <h2>What was done</h2>
      {narrowed && (
        <button
          type="button"
          onClick={() => {
            only.value = {};
          }}
        >
          Show all again
        </button>
      )}
      {trouble !== '' && <p class="error">{trouble}</p>}
      {entries?.length === 0 && <p class="muted">{narrowed ? 'Nothing of that lately.' : 'Nothing yet.'}</p>}
      <ol class="found audit">
        {entries?.map(entry => (
          <li key={`${entry.at} ${entry.action} ${entry.userId} ${entry.room}`} data-audit={entry.action}>
            {part({ what: entry.action }, <strong>{entry.action}</strong>)} by{' '}
            {part({ by: entry.by.userId }, entry.by.name, entry.by.userId)}
            {entry.whom !== undefined && <> on {part({ userId: entry.userId }, entry.whom, entry.userId)}</>}
            {entry.room !== undefined && <> in {part({ room: entry.room }, entry.room)}</>}
            <small class="muted id">
              {exactTimeOf(entry.at)} {entry.address}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
