import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { plural } from '../ui/format.ts';
import { Down } from '../ui/icons.tsx';
import { Announcer } from './announcer.tsx';
import type { Chat } from './chat.ts';
import { DraftItem } from './draft-item.tsx';
import { MessageItem } from './message-item.tsx';
import type { RoomModel } from './room-model.ts';
import { rowsOf } from './rows.ts';

interface MessageListProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  /** The seq of the message that is being edited. */
  readonly editing: Signal<number | undefined>;
}

/** So near the end, one reads along. */
const NEAR_PX = 80;
/** So near the beginning, older messages are fetched. */
const EARLY_PX = 400;

export function MessageList({ chat, model, editing }: MessageListProps) {
  const scroller = useRef<HTMLElement>(null);
  const isAtEnd = useSignal(true);
  const isVisible = useSignal(!document.hidden);
  /** Where the unread began when the room was opened. */
  const unreadAfter = useSignal(model.reading.unread.value > 0 ? model.reading.readSeq.value : undefined);
  /** So many, since the first of them: as it was then. */
  const unreadCount = useRef(model.reading.unread.peek());
  /** The view has yet to go to the first unread message, or to the one that the address names. */
  const landing = useRef(unreadAfter.peek() !== undefined);
  const messages = model.messages.value;
  const drafts = model.outgoing.drafts.value;
  /** The message that the address named. */
  const targeted = useSignal<number | undefined>(undefined);
  const first = messages[0]?.seq;
  const before = useRef({ first, height: 0 });

  useEffect(() => {
    const follow = () => {
      isVisible.value = !document.hidden;
    };
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  }, []);

  // What is on show stays in place: at the end the view follows new messages, and older ones come in above.
  useLayoutEffect(() => {
    const list = scroller.current;
    if (!list) return;
    const grewAbove =
      before.current.first !== undefined && first !== undefined && first < before.current.first;
    if (landing.current || chat.target.value !== undefined) land(list);
    else if (isAtEnd.value) list.scrollTop = list.scrollHeight;
    else if (grewAbove) list.scrollTop += list.scrollHeight - before.current.height;
    before.current = { first, height: list.scrollHeight };
  }, [messages, drafts, model.notices.value, chat.target.value]);

  // A banner, a keyboard or a longer draft takes of the room that the list had.
  useEffect(() => {
    const list = scroller.current;
    if (!list) return;
    const resized = new ResizeObserver(() => {
      if (isAtEnd.value) list.scrollTop = list.scrollHeight;
    });
    resized.observe(list);
    return () => resized.disconnect();
  }, []);

  useEffect(() => {
    // What the view has yet to go to was not seen.
    if (isAtEnd.value && isVisible.value && !landing.current) model.reading.seen();
  }, [messages, isAtEnd.value, isVisible.value]);

  const older = () => {
    const list = scroller.current;
    if (list && list.scrollTop < EARLY_PX && model.hasOlder.value) model.loadOlder().catch(() => {});
  };
  useEffect(older, [messages, model.isLoading.value]);

  /** Once the log goes back so far. */
  function land(list: HTMLElement): void {
    const seq = chat.target.value ?? (unreadAfter.value ?? 0) + 1;
    const isThere = first !== undefined && (first <= seq || !model.hasOlder.value);
    if (!isThere) {
      if (first !== undefined) model.loadOlder().catch(() => {});
      return;
    }
    const place = list.querySelector<HTMLElement>(
      chat.target.value === undefined ? '.divider.unread' : `[data-seq="${seq}"]`,
    );
    landing.current = false;
    targeted.value = chat.target.value;
    chat.target.value = undefined;
    place?.scrollIntoView({ block: targeted.value === undefined ? 'start' : 'center' });
    const { scrollHeight, scrollTop, clientHeight } = list;
    isAtEnd.value = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  const toEnd = () => {
    isAtEnd.value = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  };

  return (
    <div class="messages-place">
      <section
        ref={scroller}
        class="messages"
        aria-label="Messages"
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget;
          isAtEnd.value = scrollHeight - scrollTop - clientHeight < NEAR_PX;
          older();
        }}
      >
        <Beginning chat={chat} model={model} />
        <ol>
          {rowsOf(messages, model.notices.value, unreadAfter.value, unreadCount.current).map(row =>
            row.kind === 'message' ? (
              <MessageItem
                key={row.message.seq}
                chat={chat}
                model={model}
                message={row.message}
                isFirst={row.isFirst}
                editing={editing}
                isTargeted={row.message.seq === targeted.value}
              />
            ) : (
              <li key={row.key} class={`divider ${row.kind}`}>
                <span>{row.text}</span>
              </li>
            ),
          )}
          {drafts.map(draft => (
            <DraftItem key={draft.messageId} draft={draft} outgoing={model.outgoing} />
          ))}
        </ol>
      </section>
      {!isAtEnd.value && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Down />
          {model.reading.unread.value > 0
            ? `To the newest of ${plural(model.reading.unread.value, 'new message')}`
            : 'To the newest'}
        </button>
      )}
      <Announcer chat={chat} model={model} />
    </div>
  );
}

function Beginning({ chat, model }: Pick<MessageListProps, 'chat' | 'model'>) {
  if (model.hasOlder.value)
    return (
      <p class="beginning muted" aria-busy="true">
        Getting older messages…
      </p>
    );
  const title = chat.titleOf(model);
  return (
    <div class="beginning">
      <h2>{model.isDirect ? title : `#${title}`}</h2>
      <p class="muted">
        {model.messages.value.length === 0 && model.outgoing.drafts.value.length === 0
          ? 'Nothing has been said here yet. Begin!'
          : 'This is where it begins.'}
      </p>
    </div>
  );
}
