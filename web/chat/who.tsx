import type { Chat } from './chat.ts';
import type { Person } from './presence.ts';

/** What somebody wants to be called, and who they are: anybody may call themselves anything. */
export function Who({ chat, person }: { chat: Chat; person: Person }) {
  const called = chat.called(person);
  return (
    <span class="who">
      {called}
      {called !== person.name && <small class="muted"> @{person.name}</small>}
    </span>
  );
}
