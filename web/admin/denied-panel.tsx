import { useSignal } from '@preact/signals';
import { Avatar } from '../ui/avatar.tsx';
import { untilOf } from '../ui/format.ts';
import type { Console } from './console.ts';
import type { Found } from './people.ts';

const untilWhen = ({ deniedUntil = 0, by }: Found): string =>
  `${untilOf(deniedUntil)}${by === undefined ? '' : `, by ${by}`}`;

/** Who is kept out, and the way back in. */
export function DeniedPanel({ model }: { model: Console }) {
  const result = useSignal('');
  const denied = model.people.denied.value;

  async function release({ userId, name }: Found): Promise<void> {
    try {
      await model.disconnect({ userId, until: 0 });
      result.value = `${name} may connect again.`;
    } catch (error) {
      result.value = error instanceof Error ? error.message : String(error);
    }
  }

  return (
    <section class="panel" aria-label="Kept out">
      <h2>Kept out</h2>
      <p class="result" role="status">
        {result}
      </p>
      {denied === undefined && <p class="muted">Looking…</p>}
      {denied?.length === 0 && <p class="muted">Nobody is kept out.</p>}
      <ul class="found">
        {denied?.map(user => (
          <li key={user.userId} data-user={user.name}>
            <div class="row">
              <span class="person">
                <Avatar userId={user.userId} name={user.name} />
                <span>
                  <strong>{user.name}</strong>
                  <small class="muted id">{untilWhen(user)}</small>
                </span>
              </span>
              <button
                type="button"
                aria-label={`Let ${user.name} in again`}
                onClick={() => void release(user)}
              >
                Let in again
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
