import type { RequestOf } from '../../protocol/index.ts';
import { requireSpeaker } from '../log/access.ts';
import type { Sender } from '../ports.ts';
import { type NotifyDeps, nearby, notify } from './notify.ts';

/** Answers nothing: only a refusal is told. */
export async function typing(
  deps: NotifyDeps,
  sender: Sender,
  { room, typing }: RequestOf<'typing'>,
): Promise<undefined> {
  await requireSpeaker(deps, sender, room);
  const { userId, name, connectionId } = sender;
  const others = (await nearby(deps, room))?.filter(other => other.connectionId !== connectionId);
  if (others) await notify(deps, others, { type: 'typing', room, user: { userId, name }, typing });
}
