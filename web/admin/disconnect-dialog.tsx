import { useSignal } from '@preact/signals';
import { Dialog } from '../ui/dialog.tsx';
import { FOR_EVER, plural } from '../ui/format.ts';
import type { Console } from './console.ts';

/** Whom to disconnect: somebody who was found, or one connection of theirs. */
export type Wanted = { readonly name: string; readonly connections: number } & (
  | { readonly userId: string }
  | { readonly connectionId: string }
);

const HOUR_MS = 3_600_000;

const BANS = [
  { value: 'none', name: 'Only disconnect', until: () => undefined },
  { value: 'hour', name: 'and keep out for 1 hour', until: () => Date.now() + HOUR_MS },
  { value: 'day', name: 'and keep out for 24 hours', until: () => Date.now() + 24 * HOUR_MS },
  { value: 'ever', name: 'and keep out for ever', until: () => FOR_EVER },
] as const;

interface DisconnectDialogProps {
  readonly model: Console;
  readonly wanted: Wanted;
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

export function DisconnectDialog({ model, wanted, onDone, onClose }: DisconnectDialogProps) {
  const error = useSignal('');
  const isBusy = useSignal(false);
  const { name, connections } = wanted;

  async function disconnect(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const ban = new FormData(event.currentTarget).get('ban');
    const until = BANS.find(({ value }) => value === ban)?.until();
    isBusy.value = true;
    try {
      const count = await model.disconnect(
        'userId' in wanted
          ? { userId: wanted.userId, ...(until !== undefined && { until }) }
          : { connectionId: wanted.connectionId },
      );
      onDone(
        `${name}: ${count > 0 ? `${plural(count, 'connection')} closed` : 'no open connection'}${until === undefined ? '' : ', and kept out'}.`,
      );
      onClose();
    } catch (thrown) {
      error.value = thrown instanceof Error ? thrown.message : String(thrown);
      isBusy.value = false;
    }
  }

  return (
    <Dialog title={`Disconnect ${name}?`} onClose={onClose}>
      <form onSubmit={event => void disconnect(event)}>
        <p class="muted">
          {connections > 0
            ? `${plural(connections, 'connection is', 'connections are')} closed with a goodbye. Their clients do not come back by themselves.`
            : 'They are not connected.'}
        </p>
        {'userId' in wanted && (
          <fieldset>
            <legend class="visually-hidden">For how long</legend>
            {BANS.map(({ value, name: says }) => (
              <label key={value} class="choice">
                <input type="radio" name="ban" value={value} defaultChecked={value === 'none'} />
                <span>{says}</span>
              </label>
            ))}
          </fieldset>
        )}
        <p class="error" role="alert">
          {error}
        </p>
        <button type="submit" class="danger wide" disabled={isBusy}>
          Disconnect
        </button>
      </form>
    </Dialog>
  );
}
