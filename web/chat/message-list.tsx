import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { plural } from '../ui/format.ts';
import { Down } from '../ui/icons.tsx';
import { Announcer } from './announcer.tsx';
import type { Chat } from './chat.ts';
import { DraftItem } from './draft-item.tsx';
import { MessageItem } from './message-item.tsx';
import { keepPlace, type Place, placeIn } from './place.ts';
import type { RoomModel } from './room-model.ts';
import { rowsOf } from './rows.ts';
import { isVisible } from './visibility.ts';
import { createWindow } from './window.ts';

interface MessageListProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  /** The seq of the message that is being edited. */
  readonly editing: Signal<number | undefined>;
}

/** Within this distance of the end, new messages keep the view scrolled to it. */
const NEAR_PX = 80;
/** Within this distance of the first or the last message in the document, more are brought in. */
const EARLY_PX = 400;
const NOT_KEPT = 'There is no such message here, or it is no longer kept.';

export function MessageList({ chat, model, editing }: MessageListProps) {
  const scroller = useRef<HTMLElement>(null);
  const view = useMemo(() => createWindow(model.shown), [model]);
  const isAtEnd = useSignal(true);
  /** Where the unread began when the room was opened. */
  const unreadAfter = useSignal(model.reading.unread.value > 0 ? model.reading.readSeq.value : undefined);
  /** So many, since the first of them: as it was then. */
  const unreadCount = useRef(model.reading.unread.peek());
  /** The view has yet to go to the first unread message, or to the one that the address names. */
  const landing = useRef(unreadAfter.peek() !== undefined);
  const place = useRef<Place>(undefined);
  const messages = view.messages.value;
  const drafts = model.outgoing.drafts.value;
  /** The message that the address named. */
  const targeted = useSignal<number | undefined>(undefined);
  const first = model.shown.value[0]?.seq;
  const hasNewer = view.hasNewer.value || model.hasNewer.value;

  // What is on show stays in place: at the end the view follows new messages; elsewhere they come in around it.
  useLayoutEffect(() => {
    const list = scroller.current;
    if (!list) return;
    if (landing.current || chat.target.value !== undefined) land(list);
    else if (isAtEnd.value) list.scrollTop = list.scrollHeight;
    else if (place.current) keepPlace(list, place.current);
    place.current = placeIn(list);
  }, [messages, first, drafts, model.notices.value, chat.target.value]);

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

  /** Brings in more where the view comes near an end of what stands in the document. */
  function more(list: HTMLElement): void {
    const below = list.scrollHeight - list.scrollTop - list.clientHeight;
    if (below < EARLY_PX && view.hasNewer.value) view.newer();
    else if (below < EARLY_PX && model.hasNewer.value) model.loadNewer().catch(() => {});
    else if (list.scrollTop >= EARLY_PX) return;
    else if (view.hasOlder.value) view.older();
    else if (model.hasOlder.value) model.loadOlder().catch(() => {});
  }
  useEffect(() => {
    if (scroller.current && !landing.current) more(scroller.current);
  }, [messages, first, hasNewer, model.isLoading.value]);

  function scrolled(list: HTMLElement): void {
    const below = list.scrollHeight - list.scrollTop - list.clientHeight;
    isAtEnd.value = below < NEAR_PX && !view.hasNewer.value && !model.hasNewer.value;
    if (isAtEnd.value) view.follow();
    else view.stay();
    place.current = placeIn(list);
  }

  async function goTo(seq: number): Promise<void> {
    if (await model.goTo(seq)) return;
    // What is unread begins further back than anything that is kept: one begins with the oldest.
    if (chat.target.value !== seq) return model.loadOlder();
    chat.target.value = undefined;
    chat.notice.value = NOT_KEPT;
  }

  /** Once what is on show has it. */
  function land(list: HTMLElement): void {
    const seq = chat.target.value ?? (unreadAfter.value ?? 0) + 1;
    const last = model.shown.value.at(-1)?.seq ?? 0;
    const isThere =
      first !== undefined &&
      (first <= seq || !model.hasOlder.value) &&
      (seq <= last || !model.hasNewer.value);
    if (!isThere) {
      if (first !== undefined) void goTo(seq).catch(() => {});
      return;
    }
    view.goTo(seq);
    // It comes with what is drawn next.
    if (view.messages.value !== messages) return;
    const found = list.querySelector(
      chat.target.value === undefined ? '.divider.unread' : `[data-seq="${seq}"]`,
    );
    if (chat.target.value !== undefined && !found) chat.notice.value = NOT_KEPT;
    landing.current = false;
    targeted.value = chat.target.value;
    chat.target.value = undefined;
    found?.scrollIntoView({ block: targeted.value === undefined ? 'start' : 'center' });
    scrolled(list);
  }

  useEffect(() => {
    const seq = editing.value;
    if (seq === undefined || messages.some(message => message.seq === seq)) return;
    model.toNewest();
    view.goTo(seq);
  }, [editing.value]);

  const toEnd = () => {
    // Where the unread began is no longer on show.
    if (model.hasNewer.value) unreadAfter.value = undefined;
    model.toNewest();
    view.follow();
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
          scrolled(currentTarget);
          more(currentTarget);
        }}
      >
        <Beginning chat={chat} model={model} hasOlder={model.hasOlder.value || view.hasOlder.value} />
        <ol>
          {rowsOf(messages, {
            notices: model.notices.value,
            unreadAfter: unreadAfter.value,
            unreadCount: unreadCount.current,
            before: view.before.value,
          }).map(row =>
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
          {!hasNewer &&
            drafts.map(draft => <DraftItem key={draft.messageId} draft={draft} outgoing={model.outgoing} />)}
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

function Beginning({
  chat,
  model,
  hasOlder,
}: Pick<MessageListProps, 'chat' | 'model'> & { hasOlder: boolean }) {
  if (hasOlder)
    return (
      <p class="beginning muted" aria-busy="true">
        Getting older messages…
      </p>
    );
  const title = chat.titleOf(model);
  return (
    <div class="beginning">
      <h2 dir="auto">{model.isDirect ? title : `#${title}`}</h2>
      <p class="muted">
        {model.messages.value.length === 0 && model.outgoing.drafts.value.length === 0
          ? 'Nothing has been said here yet. Begin!'
          : model.isCut.value
            ? 'Older messages are no longer kept.'
            : 'This is where it begins.'}
      </p>
    </div>
  );
}
