/** Editing and deleting: the log keeps its seq, and shows the current form. */
import {
  type Message,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  type User,
} from '../../protocol/index.ts';
import { beside } from '../alongside.ts';
import { type FanOutDeps, fanOut } from '../fan-out/fan-out.ts';
import type { RoomPush } from '../fan-out/ports.ts';
import { requireSpeaker } from '../log/access.ts';
import type { Invocation, MessageStore, RoomStore, Sender } from '../ports.ts';
import { messageChanged } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';

export type ChangeDeps = FanOutDeps & { messages: MessageStore; rooms: RoomStore; webhooks: Webhooks };

async function changeable(
  { messages, rooms, ...deps }: ChangeDeps,
  sender: Sender,
  room: string,
  seq: number,
) {
  await requireSpeaker(deps, sender, room);
  const [message] = await messages.from(room, seq, 1);
  if (message?.seq !== seq) throw new ProtocolError('NOT_FOUND', 'There is no such message.');
  if (message.from.userId === sender.userId) return message;
  const role = await rooms.role(room, sender.userId);
  if (role !== 'owner' && role !== 'moderator')
    throw new ProtocolError('FORBIDDEN', 'Only its sender and moderators change a message.');
  return message;
}

const userOf = ({ userId, name }: Sender): User => ({ userId, name });
const gone = () => new ProtocolError('NOT_FOUND', 'This message was deleted.');

/** Everyone but the one who asked, whom the reply tells. */
const push = (
  deps: ChangeDeps,
  sender: Sender,
  room: string,
  frame: Exclude<RoomPush, { type: 'message' }>,
  invocation: Invocation,
): Promise<void> =>
  beside(
    deps.webhooks.send([messageChanged(frame)]),
    fanOut(deps, { room, push: frame, except: sender.connectionId }, invocation),
  );

export async function editMessage(
  deps: ChangeDeps,
  sender: Sender,
  { room, seq, text, data }: RequestOf<'editMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'editMessage'>> {
  const { text: _text, data: _data, ...message } = await changeable(deps, sender, room, seq);
  const editedAt = deps.clock.now();
  const content = text === undefined ? { data } : { text };
  const edited: Message = { ...message, ...content, editedAt };
  if (message.deletedAt !== undefined || !(await deps.messages.replace(edited))) throw gone();
  const { epoch } = message;
  const frame = { type: 'edited' as const, room, epoch, seq, ...content, editedAt, by: userOf(sender) };
  await push(deps, sender, room, frame, invocation);
  return { room, seq, epoch, editedAt };
}

/** Deleting again, as after a lost reply, is answered as the first time, and pushed again. */
export async function deleteMessage(
  deps: ChangeDeps,
  sender: Sender,
  { room, seq }: RequestOf<'deleteMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'deleteMessage'>> {
  const {
    text: _text,
    data: _data,
    editedAt: _editedAt,
    ...message
  } = await changeable(deps, sender, room, seq);
  const deletedAt = message.deletedAt ?? deps.clock.now();
  if (message.deletedAt === undefined && !(await deps.messages.replace({ ...message, deletedAt })))
    throw gone();
  const { epoch } = message;
  await push(
    deps,
    sender,
    room,
    { type: 'deleted', room, epoch, seq, deletedAt, by: userOf(sender) },
    invocation,
  );
  return { room, seq, epoch, deletedAt };
}
