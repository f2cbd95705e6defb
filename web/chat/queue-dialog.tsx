import { Bans } from '../moderation/bans.tsx';
import { Removed } from '../moderation/removed.tsx';
import { Reports } from '../moderation/reports.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Chat } from './chat.ts';

interface QueueDialogProps {
  readonly chat: Chat;
  readonly room: string;
  readonly onClose: () => void;
}

/** What waits for a room's moderators, and whom they keep out. */
export const QueueDialog = ({ chat, room, onClose }: QueueDialogProps) => (
  <Dialog title={`Reports and bans of #${room}`} onClose={onClose}>
    <section class="finding" aria-label="Reported messages">
      <h3>Reported messages</h3>
      <Reports request={chat.request} room={room} onGo={onClose} />
    </section>
    <section class="finding" aria-label="Removed messages">
      <h3>Removed messages</h3>
      <Removed request={chat.request} room={room} />
    </section>
    <section class="finding" aria-label="Banned">
      <h3>Banned</h3>
      <Bans request={chat.request} room={room} />
    </section>
  </Dialog>
);
