import type { Message } from '../shared/protocol/index.ts';

/**
 * An async iterator that listens from the moment it is made, and keeps what its reader has not come to yet. `listen`
 * starts the flow and returns what stops it.
 */
export function messageStream(
  listen: (give: (message: Message) => void, end: () => void) => () => void,
): AsyncIterableIterator<Message> {
  const waiting: Message[] = [];
  let isDone = false;
  let wake = () => {};

  const stop = listen(
    message => {
      waiting.push(message);
      wake();
    },
    () => {
      isDone = true;
      wake();
    },
  );

  async function* read(): AsyncGenerator<Message, undefined> {
    try {
      for (;;) {
        const message = waiting.shift();
        if (message) yield message;
        else if (isDone) return;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
    } finally {
      stop();
    }
  }
  return read();
}
