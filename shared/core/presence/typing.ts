import type { RequestOf } from '../../protocol/index.ts';
import { requireOpen, requireSpeaker } from '../log/access.ts';
import type { MessageStore, Sender } from '../ports.ts';
import { type NotifyDeps, nearby, notify, viewersOf } from './notify.ts';

/** Returns nothing: only a refusal is told. */
export async function typing(
  deps: NotifyDeps & { readonly messages: MessageStore },
  sender: Sender,
  { room, typing }: RequestOf<'typing'>,
): Promise<undefined> {
  const { userId, name, connectionId } = sender;
  deps.rates.take(userId, 'typing');
  await requireSpeaker(deps, sender, room);
  await requireOpen(deps, room);
  const others = (await nearby(deps, room))?.filter(other => other.connectionId !== connectionId);
  if (!others) return;
  const viewers = viewersOf(others, deps);
  await deps.rates.takeShared(userId, 'typing', viewers.length);
  await notify(deps, viewers, { type: 'typing', room, user: { userId, name }, typing });
}
