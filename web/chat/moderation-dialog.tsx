import { Dialog } from '../ui/dialog.tsx';
import type { Chat } from './chat.ts';
import { ModerationForm } from './moderation-form.tsx';
import type { Person } from './presence.ts';

interface ModerationDialogProps {
  readonly chat: Chat;
  readonly room: string;
  readonly person: Person;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export const ModerationDialog = ({ onClose, ...props }: ModerationDialogProps) => (
  <Dialog title={`Moderate ${props.chat.called(props.person)}`} onClose={onClose}>
    <ModerationForm {...props} />
  </Dialog>
);
