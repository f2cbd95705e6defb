import { randomUUID } from 'node:crypto';
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { maySpeak, notJoined, requireSpeaker, requireThere, requireVoice } from '../log/access.ts';
import { type Appended, withOrdinal } from '../log/append.ts';
import { floodGuard } from '../log/flood.ts';
import type { Invocation, Log, Sender } from '../ports.ts';
import { closeRoom } from '../rooms/close-room.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { type VetDeps, vetting } from './before-message.ts';
import { type PostMessageDeps, postMessage } from './post-message.ts';

export type SendDeps = PostMessageDeps & AttemptDeps & VetDeps;

/** An event this old may be another delivery of one that was handled. */
const LATE_MS = 3_000;

/**
 * Appends to the room's log, then pushes to everyone who is in the room after the append. The reply therefore means:
 * stored durably, and handed to the fan-out.
 */
export const sendMessage = (
  deps: SendDeps,
  sender: Sender,
  request: RequestOf<'sendMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'sendMessage'>> =>
  attempt(
    deps,
    sender,
    () => send(deps, sender, request, invocation),
    ({ duplicate }) => !duplicate,
  );

async function send(
  deps: SendDeps,
  sender: Sender,
  request: RequestOf<'sendMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'sendMessage'>> {
  const { room, text, data, messageId: given, attempt } = request;
  const log = await deps.messages.log(room);
  requireThere(log);
  if (log.closing) {
    await closeRoom(deps, room);
    return send(deps, sender, request, invocation);
  }
  // Only now: one who was put out as the room became private must not speak by a subscription of before.
  const speaks = await maySpeak(deps, sender, room);
  const late = deps.clock.now() - invocation.receivedAt > LATE_MS;
  // A messageId of our own making can't have been sent before.
  const firstTry = given === undefined || (attempt === 1 && !late);
  const messageId = given ?? randomUUID();
  const voice = speaks ? await voiceIn(deps, sender, room, log) : notJoined(room);
  if (voice instanceof ProtocolError)
    return answerOutsider(deps, sender, { log, room, messageId, firstTry, refused: voice });
  const flood = floodGuard(deps.settings, deps.clock, sender.userId);
  const slow = slowDown(deps, sender, room, voice);
  const from = { userId: sender.userId, name: sender.name };
  const content = text === undefined ? { data } : { text };
  const vet = vetting(
    deps,
    { type: 'message', room, sender: from, messageId, ...content },
    invocation,
    async () => {
      const log = await deps.messages.log(room);
      requireThere(log);
      await requireSpeaker(deps, sender, room);
      await requireVoice(deps, sender, room, log);
    },
  );
  const { message, duplicate } = await postMessage(
    deps,
    {
      log,
      draft: { room, messageId, from, ...content },
      firstTry,
      vet,
      guard: async (...seen) => {
        await flood(...seen);
        await slow();
      },
      except: sender.connectionId,
    },
    invocation,
  );
  return resultOf(message, duplicate);
}

const resultOf = (
  { room, seq, ordinal, epoch, messageId, sentAt }: Appended['message'],
  duplicate: boolean,
): ResultOf<'sendMessage'> => ({ room, seq, ordinal, epoch, messageId, sentAt, duplicate });

/** The seconds that the sender is held to between two messages; the refusal, if they may only read. */
async function voiceIn(...asked: Parameters<typeof requireVoice>): Promise<number | ProtocolError> {
  try {
    return await requireVoice(...asked);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}

/** Counted in the store, for all containers: only a message that is new, and once however often it races for its place. */
function slowDown({ rates }: Pick<SendDeps, 'rates'>, { userId }: Sender, room: string, seconds: number) {
  let isCounted = false;
  return async () => {
    if (seconds === 0 || isCounted) return;
    await rates.takeSlow(userId, room, seconds);
    isCounted = true;
  };
}

/**
 * For one who is not in the room (any more), or may only read there: what they sent before may have been stored, and its reply
 * lost. It is looked for in what the container and the newest entries show, so that a stranger can't have whole logs read.
 */
async function answerOutsider(
  { messages, repeats, clock }: PostMessageDeps,
  { userId }: Sender,
  {
    log,
    room,
    messageId,
    firstTry,
    refused,
  }: { log: Log; room: string; messageId: string; firstTry: boolean; refused: ProtocolError },
): Promise<ResultOf<'sendMessage'>> {
  const now = clock.now();
  if (log.epoch !== undefined) repeats.learn(room, log.epoch, log.tail, now);
  const seq = await repeats.find(messages, { room, userId, messageId, firstTry: true, now });
  const found = seq === undefined ? undefined : await messages.find(room, seq);
  if (found) return resultOf(withOrdinal(found.message), true);
  if (!firstTry && log.head > 0 && !repeats.isWhole(room, now))
    throw new ProtocolError(
      'UNCERTAIN',
      'You may not speak in the room; whether an earlier try was stored is unknown.',
    );
  throw refused;
}
