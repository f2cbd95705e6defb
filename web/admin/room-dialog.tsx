import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { countOf, plural, rateOf } from '../ui/format.ts';
import type { Console, RoomState } from './console.ts';

const LOOK_MS = 2_000;
/** A rate over less would jump. */
const WINDOW_MS = 10_000;

interface Look {
  readonly at: number;
  readonly head: number;
}

const KINDS: Readonly<Record<RoomState['kind'], string>> = {
  open: 'open: anybody may join',
  public: 'public',
  private: 'private',
  dm: 'a direct conversation',
};

const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name);

/** How a room does while one watches; never what is said in it. */
export function RoomDialog({ model, room, onClose }: { model: Console; room: string; onClose: () => void }) {
  const state = useSignal<RoomState | undefined>(undefined);
  const looks = useSignal<readonly Look[]>([]);
  const trouble = useSignal('');

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    async function look(): Promise<void> {
      try {
        const fresh = await model.room(room);
        if (!isOpen) return;
        const at = performance.now();
        state.value = fresh;
        looks.value = [...looks.value, { at, head: fresh.head }].filter(one => one.at > at - WINDOW_MS);
        trouble.value = '';
      } catch (error) {
        trouble.value = error instanceof Error ? error.message : String(error);
      }
      if (isOpen) timer = setTimeout(() => void look(), LOOK_MS);
    }
    void look();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [room]);

  const [first] = looks.value;
  const last = looks.value.at(-1);
  const rate =
    first && last && last.at > first.at
      ? ((last.head - first.head) * 1_000) / (last.at - first.at)
      : undefined;
  const now = state.value;
  return (
    <Dialog title={`Room ${room}`} onClose={onClose}>
      {trouble.value !== '' && (
        <p class="error" role="alert">
          {trouble}
        </p>
      )}
      {!now && trouble.value === '' && <p class="muted">Looking…</p>}
      {now && (
        <div class="room-state">
          <dl>
            <dt>Kind</dt>
            <dd>{KINDS[now.kind]}</dd>
            <dt>Entries</dt>
            <dd data-room="head">{countOf(now.head)}</dd>
            <dt>A second</dt>
            <dd data-room="rate">{rate === undefined ? '…' : rateOf(rate)}</dd>
            <dt>Pump</dt>
            <dd data-room="lag">
              {now.lag === undefined
                ? 'none: every message is posted by its sender’s own function'
                : now.lag === 0
                  ? 'has posted everything'
                  : `${plural(now.lag, 'entry', 'entries')} behind`}
            </dd>
            <dt>Connections</dt>
            <dd>
              {now.approximate && 'about '}
              {countOf(now.connections)}
            </dd>
          </dl>
          <ul class="people">
            {[...now.users].sort(byName).map(({ userId, name, connections }) => (
              <li key={userId}>
                <Avatar userId={userId} name={name} />
                <span>
                  {name} {connections > 1 && <small class="muted">{plural(connections, 'connection')}</small>}
                </span>
              </li>
            ))}
          </ul>
          {now.truncated && <p class="muted">and others</p>}
        </div>
      )}
    </Dialog>
  );
}
