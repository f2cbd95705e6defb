/** The deployment's directories, page by page. */
import type { ResultOf } from '../../shared/protocol/index.ts';
import type { PageOf } from '../ui/pages.tsx';
import type { Chat } from './chat.ts';

export type FoundRoom = ResultOf<'discoverRooms'>['rooms'][number];
export type FoundPerson = ResultOf<'findUsers'>['users'][number];

/** These two as the protocol has them. */
const ROOM = /^[\w.:-]{1,128}$/;
export const LEAST_LETTERS = 2;

/** Public rooms whose ids begin so; all of them for no words. */
export async function findRooms(chat: Chat, words: string, after?: string): Promise<PageOf<FoundRoom>> {
  const prefix = words.replace(/^#/, '');
  if (prefix !== '' && !ROOM.test(prefix)) return { items: [] };
  const { rooms, next } = await chat.request('discoverRooms', {
    after,
    ...(prefix !== '' && { prefix }),
  });
  return { items: rooms, next };
}

/** Users whose user names begin so, but for oneself. */
export async function findPeople(chat: Chat, words: string, after?: string): Promise<PageOf<FoundPerson>> {
  const prefix = words.replace(/^@/, '');
  if ([...prefix].length < LEAST_LETTERS) return { items: [] };
  const { users, next } = await chat.request('findUsers', { prefix, after });
  return { items: users.filter(({ userId }) => userId !== chat.me.userId), next };
}
