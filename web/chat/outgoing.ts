/** What the user has sent and the server has not acknowledged. */
import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type Content,
  type MessagingClient,
  MessagingError,
  newMessageId,
  type Outgoing,
} from '../../client/messaging-client.ts';

export interface Draft {
  readonly messageId: string;
  readonly text: string;
  readonly state: 'sending' | 'failed';
  /** Why it failed, or why it takes so long. */
  readonly reason?: string;
}

export interface OutgoingModel {
  readonly drafts: ReadonlySignal<readonly Draft[]>;
  send(text: string): void;
  /** With the same id: where the first try was stored after all, this one is recognised. */
  retry(messageId: string): void;
  discard(messageId: string): void;
  /** It is in the log now. */
  settled(messageId: string): void;
  delayed(messageId: string, reason: string): void;
  failed(messageId: string, error: MessagingError): void;
  /** What an earlier page left behind is on its way again. */
  adopt(pending: readonly Outgoing[]): void;
}

const textOf = (content: Content): string =>
  typeof content === 'string' ? content : 'text' in content ? content.text : JSON.stringify(content.data);

export function createOutgoing(client: MessagingClient, room: string): OutgoingModel {
  const drafts = signal<readonly Draft[]>([]);

  const change = (messageId: string, next: Partial<Draft>) => {
    drafts.value = drafts.value.map(draft => (draft.messageId === messageId ? { ...draft, ...next } : draft));
  };
  const settled = (messageId: string) => {
    drafts.value = drafts.value.filter(draft => draft.messageId !== messageId);
  };
  const failed = (messageId: string, { message }: MessagingError) =>
    change(messageId, { state: 'failed', reason: message });

  function post(messageId: string, text: string): void {
    client
      .room(room)
      .send(text, { messageId })
      .catch(error => {
        if (error instanceof MessagingError && error.code !== 'DISCARDED') failed(messageId, error);
      });
  }

  return {
    drafts,
    send(text) {
      const messageId = newMessageId();
      drafts.value = [...drafts.value, { messageId, text, state: 'sending' }];
      post(messageId, text);
    },
    retry(messageId) {
      const draft = drafts.value.find(one => one.messageId === messageId);
      if (!draft) return;
      // At the end, which is its place once it is stored.
      settled(messageId);
      drafts.value = [...drafts.value, { messageId, text: draft.text, state: 'sending' }];
      post(messageId, draft.text);
    },
    discard(messageId) {
      client.discard(messageId);
      settled(messageId);
    },
    settled,
    delayed: (messageId, reason) => change(messageId, { reason }),
    failed,
    adopt(pending) {
      const known = new Set(drafts.value.map(({ messageId }) => messageId));
      const found = pending.filter(item => item.room === room && !known.has(item.messageId));
      if (found.length > 0)
        drafts.value = [
          ...found.map(
            ({ messageId, content }): Draft => ({
              messageId,
              text: textOf(content),
              state: 'sending',
            }),
          ),
          ...drafts.value,
        ];
    },
  };
}
