import { useSignal } from '@preact/signals';
import { Dialog } from '../ui/dialog.tsx';
import type { Chat } from './chat.ts';
import type { Person } from './presence.ts';

interface BlockFormProps {
  readonly chat: Chat;
  readonly person: Person;
  readonly onDone?: () => void;
}

/** Says what it means to block somebody, and does it; if they are blocked, the way back. */
export function BlockForm({ chat, person, onDone }: BlockFormProps) {
  const trouble = useSignal('');
  const isBlocked = chat.blocks.has(person);
  const name = <bdi>{chat.called(person)}</bdi>;

  async function change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    trouble.value = '';
    try {
      await chat.blocks.set(person.userId, !isBlocked);
      onDone?.();
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  return (
    <form onSubmit={event => void change(event)}>
      <p class="muted">
        {isBlocked ? (
          <>{name} will be able to write to you, invite you and mention you again.</>
        ) : (
          <>
            No direct messages, invitations or mentions from {name} will reach you, and they are not told;
            what they write in rooms that you share stays in sight.
          </>
        )}
      </p>
      <p class="error" role="alert">
        {trouble}
      </p>
      <button type="submit" class={isBlocked ? 'wide' : 'danger wide'}>
        {isBlocked ? 'Unblock' : 'Block'}
      </button>
    </form>
  );
}

interface BlockDialogProps extends BlockFormProps {
  readonly onClose: () => void;
}

export const BlockDialog = ({ onClose, ...props }: BlockDialogProps) => (
  <Dialog
    title={`${props.chat.blocks.has(props.person) ? 'Unblock' : 'Block'} ${props.chat.called(props.person)}?`}
    onClose={onClose}
  >
    <BlockForm {...props} onDone={onClose} />
  </Dialog>
);
