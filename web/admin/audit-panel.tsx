import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { exactTimeOf } from '../ui/format.ts';
import { Pages } from '../ui/pages.tsx';
import type { AuditFilter, Console } from './console.ts';

/**
 * What administrators and moderators did, to whom and where, the newest first. A click on a part of an entry leaves those that have
 * it in common. Asked anew after what is done here.
 */
export function AuditPanel({ model }: { model: Console }) {
  const denied = model.people.denied.value;
  const only = useSignal<AuditFilter>({});
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
      <ol class="found audit">
        {denied && (
          <Pages
            key={JSON.stringify(only.value)}
            ask={after => model.audit({ ...only.value, after })}
            inputs={[denied]}
            none={narrowed ? 'Nothing of that.' : 'Nothing yet.'}
            more="Older"
            row={entry => (
              <li key={`${entry.at} ${entry.action} ${entry.userId} ${entry.room}`} data-audit={entry.action}>
                {part({ what: entry.action }, <strong>{entry.action}</strong>)} by{' '}
                {part({ by: entry.by.userId }, entry.by.name, entry.by.userId)}
                {entry.whom !== undefined && (
                  <> on {part({ userId: entry.userId }, entry.whom, entry.userId)}</>
                )}
                {entry.room !== undefined && <> in {part({ room: entry.room }, entry.room)}</>}
                <small class="muted id">
                  {exactTimeOf(entry.at)} {entry.address}
                </small>
              </li>
            )}
          />
        )}
      </ol>
    </section>
  );
}
