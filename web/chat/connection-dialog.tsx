import { Dialog } from '../ui/dialog.tsx';
import { secondOf } from '../ui/format.ts';
import type { ConnectionModel } from './connection.ts';
import { ConnectionState } from './connection-banner.tsx';

const AWAY_MS = 5_000;

/** Where one watches a connection end, come back and catch up. */
export const ConnectionDialog = ({
  connection,
  onClose,
}: {
  connection: ConnectionModel;
  onClose: () => void;
}) => (
  <Dialog title="Connection" onClose={onClose}>
    <div class="connection-now">
      <ConnectionState connection={connection} />
      <button
        type="button"
        disabled={connection.state.value.name !== 'online'}
        onClick={() => connection.stayAway(AWAY_MS)}
      >
        Cut it for 5 seconds
      </button>
    </div>
    <p class="muted">
      Cut it and let somebody write meanwhile: everything is caught up in order, each message once.
    </p>
    <ol class="connection-log" aria-label="What happened to the connection, newest first" tabIndex={0}>
      {connection.log.value.map(({ id, at, text, tone }) => (
        <li key={id} class={tone}>
          <time dateTime={new Date(at).toISOString()}>{secondOf(at)}</time>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  </Dialog>
);
