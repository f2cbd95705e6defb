import { randomUUID } from 'node:crypto';
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { requireSpeaker } from '../log/access.ts';
import { floodGuard } from '../log/flood.ts';
import type { Invocation, Sender } from '../ports.ts';
import { type PostMessageDeps, postMessage } from './post-message.ts';

/** An event this old may be another delivery of one that was handled. */
const LATE_MS = 3_000;

/**
 * Appends to the room's log, then pushes to everyone who is in the room after the append. The reply therefore means:
 * stored durably, and handed to the fan-out.
 */
export async function sendMessage(
  deps: PostMessageDeps,
  sender: Sender,
  { room, text, data, messageId: given, attempt }: RequestOf<'sendMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'sendMessage'>> {
  const [log] = await Promise.all([deps.messages.log(room), requireSpeaker(deps, sender, room)]);
  const late = deps.clock.now() - invocation.receivedAt > LATE_MS;
  const messageId = given ?? randomUUID();
  const from = { userId: sender.userId, name: sender.name };
  const { message, duplicate } = await postMessage(
    deps,
    {
      log,
      draft: { room, messageId, from, ...(text === undefined ? { data } : { text }) },
      // A messageId of our own making can't have been sent before.
      firstTry: given === undefined || (attempt === 1 && !late),
      guard: floodGuard(deps.settings, deps.clock, sender.userId),
      except: sender.connectionId,
    },
    invocation,
  );
  const { seq, epoch, sentAt } = message;
  return { room, seq, epoch, messageId, sentAt, duplicate };
}
