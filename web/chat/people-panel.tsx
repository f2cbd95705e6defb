import { useSignal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Close } from '../ui/icons.tsx';
import { lazily } from '../ui/lazily.tsx';
import type { Chat } from './chat.ts';
import { Members } from './members.tsx';
import { NotifyChoice } from './notify-choice.tsx';
import type { RoomModel } from './room-model.ts';
import { Who } from './who.tsx';

const BlockDialog = lazily(async () => (await import('./block-form.tsx')).BlockDialog);
const QueueDialog = lazily(async () => (await import('./queue-dialog.tsx')).QueueDialog);

interface PeoplePanelProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly onClose: () => void;
}

export function PeoplePanel({ chat, model, onClose }: PeoplePanelProps) {
  const { present, more } = model.presence;
  const mayModerate = model.mayModerate.value;
  const showsQueue = useSignal(false);
  const showsBlock = useSignal(false);
  const peer = { userId: chat.peerOf(model), name: chat.titleOf(model) };
  return (
    <aside class="people-panel" aria-label="People">
      <header>
        <h2>People here</h2>
        <button type="button" class="icon-button" aria-label="Hide people" onClick={onClose}>
          <Close />
        </button>
      </header>
      {present.value === undefined ? (
        <p class="muted" aria-busy="true">
          Looking…
        </p>
      ) : (
        <ul class="people" data-people>
          {present.value.map(({ userId, name }) => (
            <li key={userId} data-user={name}>
              {userId === chat.me.userId ? (
                <span class="person">
                  <Avatar userId={userId} name={chat.called(chat.me)} isHere colours={model.colours} />
                  <Who chat={chat} person={chat.me} /> <small class="muted">you</small>
                </span>
              ) : (
                <button
                  type="button"
                  class="person"
                  title={`Write to ${chat.called({ userId, name })}`}
                  onClick={() => void chat.openDirect(userId)}
                >
                  <Avatar
                    userId={userId}
                    name={chat.called({ userId, name })}
                    isHere
                    colours={model.colours}
                  />
                  <Who chat={chat} person={{ userId, name }} />
                  <span class="visually-hidden"> (write a direct message)</span>
                </button>
              )}
            </li>
          ))}
          {more.value > 0 && <li class="muted">and {more.value} more connections</li>}
        </ul>
      )}
      {(model.kind.value === 'private' || model.kind.value === 'public') && (
        <Members chat={chat} model={model} />
      )}
      {mayModerate && <AddMember chat={chat} model={model} />}
      {mayModerate && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => {
            showsQueue.value = true;
          }}
        >
          Reports and bans
        </button>
      )}
      {showsQueue.value && (
        <QueueDialog
          chat={chat}
          room={model.name}
          onClose={() => {
            showsQueue.value = false;
          }}
        />
      )}
      <NotifyChoice chat={chat} model={model} />
      {model.isDirect && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => {
            showsBlock.value = true;
          }}
        >
          <span>
            {chat.blocks.has(peer) ? 'Unblock' : 'Block'} <bdi>{peer.name}</bdi>…
          </span>
        </button>
      )}
      {showsBlock.value && (
        <BlockDialog
          chat={chat}
          person={peer}
          onClose={() => {
            showsBlock.value = false;
          }}
        />
      )}
      <button type="button" class="quiet" onClick={() => chat.leave(model)}>
        {chat.mayLeave(model) ? 'Leave the room' : model.isDirect ? 'Hide the conversation' : 'Hide the room'}
      </button>
    </aside>
  );
}

function AddMember({ chat, model }: Omit<PeoplePanelProps, 'onClose'>) {
  const result = useSignal('');
  const people = chat.memory.people.value.filter(({ userId }) => userId !== chat.me.userId);

  async function add(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const userId = String(new FormData(form).get('user') ?? '');
    try {
      const { invited } = await model.room.addMember(userId);
      const name = chat.called({ userId, name: chat.nameOf(userId) });
      result.value = invited
        ? `${name} is invited, and a member once they accept.`
        : `${name} is a member now.`;
      form.reset();
    } catch (error) {
      result.value = error instanceof MessagingError ? error.message : String(error);
    }
  }

  return (
    <form class="add-member" onSubmit={event => void add(event)}>
      <label>
        Invite somebody
        <select name="user" required>
          <option value="">Choose…</option>
          {people.map(({ userId, name }) => (
            <option key={userId} value={userId}>
              {chat.called({ userId, name })}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Invite</button>
      <p class="muted" role="status">
        {result}
      </p>
    </form>
  );
}
