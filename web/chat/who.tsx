import type { Chat } from './chat.ts';
import type { Person } from './presence.ts';

/** What somebody wants to be called, in whichever direction it is written, and who they are: anybody may call themselves anything. */
export function Who({ chat, person }: { chat: Chat; person: Person }) {
  const called = chat.called(person);
  return (
    <span class="who">
      <bdi>{called}</bdi>
      {called !== person.name && <small class="muted"> @{person.name}</small>}
    </span>
  );
}
