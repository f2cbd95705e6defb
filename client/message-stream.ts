import type { Message } from '../shared/protocol/index.ts';

/**
 * An async iterator that listens from the moment it is made, and keeps what its reader has not come to yet. `listen`
 * starts the flow and answers how to stop it.
 */
export function messageStream(
  listen: (give: (message: Message) => void, end: () => void) => () => void,
): AsyncIterableIterator<Message> {
  const waiting: Message[] = [];
  let isDone = false;
  let readers: (() => void)[] = [];

  const stop = listen(
    message => {
      waiting.push(message);
      wake();
    },
    () => void end(),
  );

  function wake(): void {
    const woken = readers;
    readers = [];
    for (const reader of woken) reader();
  }

  async function end(): Promise<IteratorResult<Message>> {
    isDone = true;
    stop();
    wake();
    return { done: true, value: undefined };
  }

  async function next(): Promise<IteratorResult<Message>> {
    const value = waiting.shift();
    if (value) return { done: false, value };
    if (isDone) return end();
    await new Promise<void>(resolve => readers.push(resolve));
    return next();
  }

  return {
    next,
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
