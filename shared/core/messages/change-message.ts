/** Editing and deleting: a change is an entry of the room's log, and the message's own entry keeps the current form. */
import {
  type Change,
  isChange,
  type Message,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  type User,
} from '../../protocol/index.ts';
import { type AuditDeps, noteOf } from '../admin/audit.ts';
import { alongside } from '../alongside.ts';
import { type FanOutDeps, fanOut } from '../fan-out/fan-out.ts';
import { requireSpeaker, requireThere, requireVoice } from '../log/access.ts';
import { type AppendDeps, appendChange, type Guard } from '../log/append.ts';
import { floodGuard } from '../log/flood.ts';
import { keepRemoved, type RemovalDeps } from '../moderation/report.ts';
import type { Invocation, Log, RoomStore, Sender, Target } from '../ports.ts';
import { byOf } from '../rooms/members.ts';
import { messageChanged } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { type VetDeps, vetting } from './before-message.ts';
import { pushAgain, type Repushes } from './repushes.ts';

export type ChangeDeps = AppendDeps &
  FanOutDeps &
  AttemptDeps & { rooms: RoomStore; webhooks: Webhooks; repushes: Repushes };

/** Each is remembered, to be emptied once the message is deleted. */
const MOST_EDITS = 100;

/** A server is held to the rate of the room alone, as where it publishes. */
const floodOf = ({ settings, clock }: ChangeDeps, { userId, server }: Sender): Guard =>
  floodGuard(settings, clock, server ? undefined : userId);
const gone = () => new ProtocolError('NOT_FOUND', 'This message was deleted.');

async function changeable(
  { messages, rooms, ...deps }: ChangeDeps,
  sender: Sender,
  room: string,
  seq: number,
): Promise<Target & { readonly log: Log }> {
  const [log, target] = await Promise.all([
    messages.log(room),
    messages.find(room, seq),
    requireSpeaker(deps, sender, room),
  ]);
  requireThere(log);
  if (!target) throw new ProtocolError('NOT_FOUND', 'There is no such message.');
  // A server may have published in the sender's name.
  if (!sender.server && !isOwn(sender, target.message)) {
    const role = await rooms.role(room, sender.userId);
    if (role !== 'owner' && role !== 'moderator')
      throw new ProtocolError('FORBIDDEN', 'Only its sender and moderators change a message.');
  }
  return { log, ...target };
}

const isOwn = ({ userId, server }: Pick<User, 'userId' | 'server'>, { from }: Message): boolean =>
  from.userId === userId && from.server === server;

/** What moderators and servers change of others is noted once it has taken effect, also if they ask for it again. */
async function noteOfOthers(
  { audit, clock }: AuditDeps,
  sender: Sender,
  { action, room, seq }: RequestOf<'editMessage' | 'deleteMessage'>,
  message: Message,
): Promise<void> {
  if (isOwn(sender, message)) return;
  const { userId } = message.from;
  await audit.add(noteOf(sender, { action, room, seq, userId }, clock.now()));
}

/** @param told the one who asked, if the reply tells them: everyone else is pushed the change */
const push = (
  deps: ChangeDeps,
  told: Sender | undefined,
  change: Change,
  invocation: Invocation,
): Promise<void> =>
  alongside(
    deps.webhooks.send([messageChanged(change)]),
    fanOut(deps, { entry: change, ...(told && { except: told.connectionId }) }, invocation),
  );

export const editMessage = (
  deps: ChangeDeps & VetDeps & AuditDeps,
  sender: Sender,
  request: RequestOf<'editMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'editMessage'>> =>
  attempt(
    deps,
    sender,
    () => edit(deps, sender, request, invocation),
    () => true,
  );

/** The log that the edit of a message goes into. */
async function editable(deps: ChangeDeps, sender: Sender, room: string, target: number) {
  const { log, message, edits } = await changeable(deps, sender, room, target);
  await requireVoice(deps, sender, room, log);
  if (message.deletedAt !== undefined) throw gone();
  if (edits >= MOST_EDITS)
    throw new ProtocolError('LIMIT_EXCEEDED', `A message is edited at most ${MOST_EDITS} times.`);
  return { log, message };
}

async function edit(
  deps: ChangeDeps & VetDeps & AuditDeps,
  sender: Sender,
  request: RequestOf<'editMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'editMessage'>> {
  const { room, seq: target, text, data } = request;
  const { log, message } = await editable(deps, sender, room, target);
  const given = text === undefined ? { data } : { text };
  const by = byOf(sender);
  const vet = vetting(deps, { type: 'edit', room, sender: by, target, ...given }, invocation, () =>
    editable(deps, sender, room, target),
  );
  const content = vet ? await vet() : given;
  const draft = { type: 'edited' as const, room, target, by, ...content };
  const guard = floodOf(deps, sender);
  const { entry, change } = await appendChange(deps, { log, draft, guard }, invocation);
  // Deleted between the look and the entry: the entry is in the log, and reads as the deletion. A refusal tells no seq.
  const isVoid = change.type === 'deleted';
  await push(deps, isVoid ? undefined : sender, change, invocation);
  if (isVoid) throw gone();
  await noteOfOthers(deps, sender, request, message);
  const { seq, ordinal, epoch } = entry;
  return { room, seq, ordinal, target, epoch, editedAt: change.editedAt };
}

/** Deleting again, as after a lost reply, is answered as the first time. */
export async function deleteMessage(
  deps: ChangeDeps & AuditDeps & RemovalDeps,
  sender: Sender,
  request: RequestOf<'deleteMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'deleteMessage'>> {
  const { result, message } = await attempt(
    deps,
    sender,
    () => remove(deps, sender, request, invocation),
    ({ isNew }) => isNew,
  );
  await noteOfOthers(deps, sender, request, message);
  return result;
}

interface Removed {
  readonly result: ResultOf<'deleteMessage'>;
  readonly isNew: boolean;
  readonly message: Message;
}

async function remove(
  deps: ChangeDeps & RemovalDeps,
  sender: Sender,
  request: RequestOf<'deleteMessage'>,
  invocation: Invocation,
): Promise<Removed> {
  const { room, seq: target } = request;
  const { log, ...found } = await changeable(deps, sender, room, target);
  if (isDeleted(found)) return deletedBefore(deps, sender, found, invocation);
  const flood = floodOf(deps, sender);
  const deleted = await appendDeletion(deps, { log, room, target, by: byOf(sender), flood }, invocation);
  if ('before' in deleted) return deletedBefore(deps, sender, deleted.before, invocation);
  const { entry, change } = deleted;
  await push(deps, sender, change, invocation);
  const { seq, ordinal, epoch } = entry;
  const deletedAt = change.type === 'deleted' ? change.deletedAt : deps.clock.now();
  return { result: { room, seq, ordinal, target, epoch, deletedAt }, isNew: true, message: found.message };
}

type DeletedTarget = Target & { readonly message: { readonly deletedAt: number } };
const isDeleted = (found: Target): found is DeletedTarget => found.message.deletedAt !== undefined;

async function deletedBefore(
  deps: ChangeDeps,
  sender: Sender,
  { message, changeSeq, edits }: DeletedTarget,
  invocation: Invocation,
): Promise<Removed> {
  const { room, seq: target, deletedAt } = message;
  const [before] = await deps.messages.from(room, changeSeq, 1);
  if (before?.seq !== changeSeq || !isChange(before)) throw gone();
  // The first try may have died before it was done, or pushed.
  if (edits > 0) await deps.messages.change(before);
  await pushAgain(deps, before, () => push(deps, sender, before, invocation));
  const { seq, ordinal = seq, epoch } = before;
  return { result: { room, seq, ordinal, target, epoch, deletedAt }, isNew: false, message };
}

interface Deletion {
  readonly log: Log;
  readonly room: string;
  readonly target: number;
  readonly by: User;
  readonly flood?: Guard;
}

/** Of several deletions at once the first is an entry; the others are given the message as it reads since. */
async function appendDeletion(
  deps: AppendDeps & RemovalDeps,
  { log, room, target, by, flood }: Deletion,
  invocation: Invocation,
) {
  const draft = { type: 'deleted' as const, room, target, by };
  let before: DeletedTarget | undefined;
  const guard: Guard = async (newest, reach) => {
    await flood?.(newest, reach);
    const found = await deps.messages.find(room, target);
    if (!found) return;
    if (isDeleted(found)) {
      before = found;
      throw gone();
    }
    // Kept before it is deleted: if this function dies in between, nothing is lost, and the next try writes the same row.
    if (!isOwn(by, found.message)) await keepRemoved(deps, log.kind, found.message, by);
  };
  try {
    return await appendChange(deps, { log, draft, guard }, invocation);
  } catch (error) {
    if (!before) throw error;
    return { before };
  }
}

/** Deletes a message for a moderator who may, and tells everyone in the room. False: it was deleted already, or the room was. */
export async function deleteFor(
  deps: ChangeDeps & RemovalDeps,
  by: User,
  { room, seq: target }: { readonly room: string; readonly seq: number },
  invocation: Invocation,
): Promise<boolean> {
  const log = await deps.messages.log(room);
  if (log.kind === 'deleted') return false;
  const deleted = await appendDeletion(deps, { log, room, target, by }, invocation);
  if ('before' in deleted) return false;
  await push(deps, undefined, deleted.change, invocation);
  return true;
}
