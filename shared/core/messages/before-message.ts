/**
 * What a deployment has to say about a message before it is stored: its word and link filters, and a function of its own. Alike
 * for messages, edits and what servers publish; with neither configured there is nothing to ask.
 */
import { isDirect, ProtocolError } from '../../protocol/index.ts';
import {
  type MessageContent,
  type MessageHookEvent,
  messageHookAnswer,
} from '../../protocol/message-hook.ts';
import type { Settings } from '../../settings.ts';
import type { Vet } from '../log/append.ts';
import type { Clock, Invocation, Logger, Metrics, RoomStore } from '../ports.ts';
import type { Filter } from './filter.ts';

export interface MessageHook {
  /** What the function returned, whatever that is. Rejects after so many milliseconds, and if the function failed. */
  ask(event: MessageHookEvent, ms: number): Promise<unknown>;
}

export interface VetDeps {
  /** Undefined if the deployment has none. */
  readonly messageHook?: MessageHook | undefined;
  readonly filter?: Filter | undefined;
  readonly rooms: Pick<RoomStore, 'role'>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const refused = (message: string) => new ProtocolError('FORBIDDEN', message, { reason: 'REFUSED' });

/**
 * Undefined if the deployment has nothing to say. What it returns throws `FORBIDDEN` with the reason `REFUSED`.
 * @param lookAgain throws if the sender may not speak any more: the function takes its time, and a ban may come meanwhile
 */
export function vetting(
  deps: VetDeps,
  event: Omit<MessageHookEvent, 'version'>,
  { deadline }: Invocation,
  lookAgain: () => Promise<unknown>,
): Vet | undefined {
  const { messageHook, filter } = deps;
  if (!messageHook && !filter) return undefined;
  return async () => {
    const { text, data } = event;
    const given = text === undefined ? { data } : { text };
    const fault = await filter?.(given, () => mayLink(deps, event));
    if (fault !== undefined) throw refused(fault);
    if (!messageHook) return given;
    const content = await askHook({ ...deps, messageHook }, { version: 1, ...event }, deadline);
    await lookAgain();
    return content ?? given;
  };
}

/** Undefined: as it is. */
async function askHook(
  { messageHook, settings, clock, logger, metrics }: VetDeps & { readonly messageHook: MessageHook },
  event: MessageHookEvent,
  deadline: number,
): Promise<MessageContent | undefined> {
  const began = clock.monotonic();
  const ms = Math.min(settings.messageHookMs, Math.max(1, Math.floor(deadline - began)));
  const told = (said: Parameters<Metrics['vetted']>[0]) => metrics.vetted(said, clock.monotonic() - began);
  try {
    const answer = messageHookAnswer.safeParse(await messageHook.ask(event, ms));
    if (answer.success) return verdict(answer.data);
    throw new Error('the message hook did not return a verdict', { cause: answer.error });
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    told('failed');
    logger.warn('message hook failed', { room: event.room, error });
    if (settings.messageHookFailOpen) return undefined;
    throw new ProtocolError('UNAVAILABLE', 'Messages can’t be looked at just now; send it again.', {
      retryAfterMs: 1_000,
    });
  }

  function verdict(answer: ReturnType<typeof messageHookAnswer.parse>): MessageContent | undefined {
    switch (answer.verdict) {
      case 'allow':
        told('allowed');
        return undefined;
      case 'change':
        told('changed');
        return answer.text === undefined ? { data: answer.data } : { text: answer.text };
      case 'refuse':
        told('refused');
        throw refused(answer.message ?? 'This message is not wanted here.');
    }
  }
}

/** Where links are for members: the two of a conversation, members of a room, and servers. */
const mayLink = async ({ rooms }: VetDeps, { room, sender }: Pick<MessageHookEvent, 'room' | 'sender'>) =>
  sender.server === true || isDirect(room) || (await rooms.role(room, sender.userId)) !== undefined;
