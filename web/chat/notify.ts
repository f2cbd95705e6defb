/** Tells of messages while nobody looks at the page: per room of all, of mentions of oneself, or of none. */
import { signal } from '@preact/signals';
import * as z from 'zod/mini';
import type { Message } from '../../client/messaging-client.ts';
import { mentions } from './markdown.ts';

export const LEVELS = ['none', 'mentions', 'all'] as const;
export type Level = (typeof LEVELS)[number];

const kept = z.record(z.string(), z.enum(LEVELS));

export interface Notifications {
  levelOf(room: string): Level;
  /** To be called on a click: the browser asks its user. Returns false if it is not allowed. */
  choose(room: string, level: Level): Promise<boolean>;
  /** @param title of the room, and what its author is called */
  tell(message: Message, title: string, author: string): void;
}

const MOST_CHARACTERS = 200;

export function createNotifications(
  me: { readonly userId: string; readonly name: string },
  goTo: (room: string) => void,
): Notifications {
  const key = `messaging.notify ${me.userId}`;
  const levels = signal<Readonly<Record<string, Level>>>({});
  try {
    levels.value = kept.safeParse(JSON.parse(localStorage.getItem(key) ?? '{}')).data ?? {};
  } catch {
    // Forbidden, or nothing that can be read: none.
  }
  const levelOf = (room: string): Level =>
    (Object.hasOwn(levels.value, room) ? levels.value[room] : undefined) ?? 'none';

  return {
    levelOf,

    async choose(room, level) {
      if (level !== 'none') {
        if (typeof Notification === 'undefined') return false;
        if ((await Notification.requestPermission()) !== 'granted') return false;
      }
      levels.value = { ...levels.value, [room]: level };
      try {
        localStorage.setItem(key, JSON.stringify(levels.value));
      } catch {
        // It is only forgotten with the tab.
      }
      return true;
    },

    tell({ room, from, text, seq }, title, author) {
      if (!document.hidden || (from.userId === me.userId && !from.server)) return;
      const level = levelOf(room);
      if (level === 'none' || (level === 'mentions' && !mentions(text ?? '', me.name))) return;
      if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
      try {
        const notification = new Notification(title, {
          body: `${author}: ${(text ?? 'data').slice(0, MOST_CHARACTERS)}`,
          tag: `${room}/${seq}`,
          icon: 'favicon.svg',
        });
        notification.onclick = () => {
          focus();
          goTo(room);
          notification.close();
        };
      } catch {
        // Chrome on Android lets service workers alone make one.
      }
    },
  };
}
