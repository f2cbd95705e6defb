import { Dialog } from '../ui/dialog.tsx';

interface DeleteDialogProps {
  readonly text: string;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

export const DeleteDialog = ({ text, onDelete, onClose }: DeleteDialogProps) => (
  <Dialog title="Delete this message?" onClose={onClose}>
    <form
      onSubmit={event => {
        event.preventDefault();
        onDelete();
        onClose();
      }}
    >
      <blockquote class="excerpt" dir="auto">
        {text}
      </blockquote>
      <p class="muted">It goes for everybody, and can’t be brought back.</p>
      <button type="submit" class="danger wide">
        Delete
      </button>
    </form>
  </Dialog>
);
