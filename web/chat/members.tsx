import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ResultOf } from '../../shared/protocol/index.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { untilOf } from '../ui/format.ts';
import { lazily } from '../ui/lazily.tsx';
import type { Chat } from './chat.ts';
import type { Person } from './presence.ts';
import type { RoomModel } from './room-model.ts';
import { Who } from './who.tsx';

const ModerationDialog = lazily(async () => (await import('./moderation-dialog.tsx')).ModerationDialog);

type Member = ResultOf<'listMembers'>['members'][number];
const ROLES = ['owner', 'moderator', 'member', 'readonly'] as const;
type Role = (typeof ROLES)[number];

interface MembersProps {
  readonly chat: Chat;
  readonly model: RoomModel;
}

/** Who belongs to a room, whether or not they are here, and what its owner and moderators may do about it. */
export function Members({ chat, model }: MembersProps) {
  const members = useSignal<readonly Member[]>([]);
  const hasMore = useSignal(false);
  const trouble = useSignal('');
  const isDeleting = useSignal(false);
  const moderated = useSignal<Person | undefined>(undefined);
  const room = model.name;
  const role = model.role.value;

  async function list(): Promise<void> {
    const page = await chat.request('listMembers', { room });
    members.value = page.members;
    hasMore.value = page.next !== undefined;
  }

  async function change(work: Promise<unknown>): Promise<void> {
    trouble.value = '';
    try {
      await work;
      await list();
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  // Who comes may be a new member.
  useEffect(() => void change(Promise.resolve()), [room, model.presence.present.value]);

  return (
    <section class="members" aria-label="Members">
      <h3>Members</h3>
      <ul>
        {members.value.map(({ userId, role: has, mutedUntil }) => {
          const isMe = userId === chat.me.userId;
          const person = isMe ? chat.me : { userId, name: chat.nameOf(userId) };
          const name = chat.called(person);
          const below = role === 'owner' || (role === 'moderator' && has !== 'owner' && has !== 'moderator');
          return (
            <li key={userId} data-member={person.name}>
              <Avatar userId={userId} name={name} colours={model.colours} />
              <Who chat={chat} person={person} />
              {role === 'owner' && !isMe ? (
                <select
                  aria-label={`Role of ${name}`}
                  value={has}
                  onChange={({ currentTarget }) => {
                    const next = ROLES.find(one => one === currentTarget.value);
                    if (next) void change(chat.request('setRole', { room, userId, role: next }));
                  }}
                >
                  {ROLES.map(one => (
                    <option key={one} value={one}>
                      {NAMES[one]}
                    </option>
                  ))}
                </select>
              ) : (
                <small class="muted">{NAMES[has]}</small>
              )}
              {mutedUntil !== undefined && <small class="muted">Muted {untilOf(mutedUntil)}</small>}
              {below && !isMe && (
                <p class="row">
                  {mutedUntil !== undefined && (
                    <button
                      type="button"
                      aria-label={`Let speak again: ${name}`}
                      onClick={() => void change(chat.request('muteMember', { room, userId, until: 0 }))}
                    >
                      Let speak again
                    </button>
                  )}
                  <button
                    type="button"
                    aria-haspopup="dialog"
                    aria-label={`Moderate ${name}`}
                    onClick={() => {
                      moderated.value = person;
                    }}
                  >
                    Moderate…
                  </button>
                  <button
                    type="button"
                    class="danger"
                    aria-label={`Remove ${name}`}
                    onClick={() => void change(model.room.removeMember(userId))}
                  >
                    Remove
                  </button>
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {hasMore.value && <p class="muted">and others</p>}
      <p class="error" role="alert">
        {trouble}
      </p>
      {role === 'owner' && (
        <button
          type="button"
          class="danger"
          onClick={() => {
            isDeleting.value = true;
          }}
        >
          Delete the room…
        </button>
      )}
      {moderated.value && (
        <ModerationDialog
          chat={chat}
          room={room}
          person={moderated.value}
          onDone={() => void change(Promise.resolve())}
          onClose={() => {
            moderated.value = undefined;
          }}
        />
      )}
      {isDeleting.value && (
        <Dialog
          title={`Delete #${room}?`}
          onClose={() => {
            isDeleting.value = false;
          }}
        >
          <form
            onSubmit={event => {
              event.preventDefault();
              isDeleting.value = false;
              chat.request('deleteRoom', { room }).then(
                () => chat.leave(model),
                error => {
                  trouble.value = String(error);
                },
              );
            }}
          >
            <p class="muted">Everything said in it goes, for everybody, and can’t be brought back.</p>
            <button type="submit" class="danger wide">
              Delete the room
            </button>
          </form>
        </Dialog>
      )}
    </section>
  );
}

const NAMES: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  moderator: 'Moderator',
  member: 'Member',
  readonly: 'Reads only',
};
