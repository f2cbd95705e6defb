import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Chat } from './chat.ts';
import type { ConnectionModel } from './connection.ts';

/** One look: a dot and a word. */
export function ConnectionState({ connection }: { connection: ConnectionModel }) {
  const { name } = connection.state.value;
  const [word, tone] = {
    idle: ['Not connected', 'bad'],
    connecting: ['Connecting…', 'busy'],
    online: ['Online', 'good'],
    waiting: ['Reconnecting…', 'busy'],
    stopped: ['Disconnected', 'bad'],
  }[name];
  return (
    <span class={`connection-state ${tone}`} data-state={name}>
      <span class="dot" aria-hidden="true" />
      {word}
    </span>
  );
}

/** Says what is wrong, what happens next and what the user can do; nothing while all is well. */
export function ConnectionBanner({ chat }: { chat: Chat }) {
  const { state, retryAt, awayUntil } = chat.connection;
  const { name, error, attempt } = state.value;
  const now = useSignal(performance.now());
  const isTroubled = name !== 'online' && name !== 'idle' && (attempt > 0 || name === 'stopped');
  useEffect(() => {
    if (!isTroubled) return;
    now.value = performance.now();
    const timer = setInterval(() => {
      now.value = performance.now();
    }, 250);
    return () => clearInterval(timer);
  }, [isTroubled]);

  const seconds = (until: number) => Math.max(0, Math.ceil((until - now.value) / 1_000));
  const away = seconds(awayUntil.value);
  const wait = seconds(retryAt.value);
  return (
    <div class="banner-place" role="status">
      {isTroubled && (
        <p class={`banner ${name === 'stopped' ? 'bad' : ''}`}>
          {name === 'stopped' ? (
            <>
              <span>{error?.message ?? 'Disconnected.'}</span>
              <button type="button" onClick={chat.reconnect}>
                Connect again
              </button>
            </>
          ) : (
            <>
              <span>No connection. What you write is kept, and sent as soon as there is one.</span>
              <span class="countdown" aria-hidden="true">
                {away > 0 ? `away for ${away} s` : name === 'waiting' ? `next try in ${wait} s` : `trying…`}
              </span>
            </>
          )}
        </p>
      )}
    </div>
  );
}
