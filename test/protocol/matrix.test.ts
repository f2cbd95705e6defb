/** Who may do what in a room: the tables of docs/security.md, each cell asked on a real socket in a room of its own. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { directRoom } from '../../shared/protocol/index.ts';
import { stoppedClock } from '../contracts/clock.ts';
import { banOf } from '../support/ban-of.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const clock = stoppedClock(Date.now());
const server = await testServer({ accessTokenSeconds: 100_000, container: { clock } });
afterAll(() => server.close());
// What each may do at once is let through again.
beforeEach(() => clock.advance(60_000));
const { rooms, bans, blocks, messages } = server.stores;

const LATER = 4_000_000_000_000;
const VICTIM = 'victim';
/** It is in no room. */
const LINK = 'AAAAAAAAAAAAAAAAAAAAAA';

/** What is asked of `victim`, a member of the room, or of the room itself. */
const FIELDS: Readonly<Record<string, object>> = {
  sendMessage: { text: 'x' },
  addMember: { userId: 'newcomer' },
  removeMember: { userId: VICTIM },
  setRole: { userId: VICTIM, role: 'readonly' },
  ban: { userId: VICTIM },
  unban: { userId: VICTIM },
  muteMember: { userId: VICTIM, until: LATER },
  deleteMessagesOf: { userId: VICTIM, hours: 1 },
  updateRoom: { topic: 'x' },
  pinMessage: { seq: 1 },
  unpinMessage: { seq: 1 },
  reportMessage: { seq: 1 },
  resolveReport: { seq: 1 },
  createLink: { uses: 1, until: clock.now() + 3_600_000 * 24 * 20 },
  revokeLink: { link: LINK },
  useLink: { link: LINK },
  markRead: { seq: 1 },
};

type Kind = 'public' | 'private';

/** A room in which the user has the place that a column names. */
async function placed(room: string, kind: Kind, column: string, userId: string): Promise<void> {
  const owner = column === 'owner' ? userId : 'founder';
  await rooms.create(room, { kind, createdBy: owner, createdAt: 1 });
  await rooms.setRole(room, owner, 'owner', undefined);
  await rooms.setRole(room, VICTIM, 'member', undefined);
  const from = { userId: VICTIM, name: VICTIM };
  const place = { room, epoch: 'e', seq: 1, ordinal: 1 };
  await messages.append({ ...place, messageId: 'message-1', from, text: 'x', sentAt: Date.now() });
  const role = column === 'muted' || column === 'blocked' ? 'member' : column;
  if (role === 'member' || role === 'readonly' || role === 'moderator')
    await rooms.setRole(room, userId, role, undefined);
  if (column === 'invited')
    await rooms.invite(userId, { room, role: 'member', by: { userId: owner, name: owner }, at: 1 });
  if (column === 'readonly' || column === 'muted') await rooms.restrict(room);
  if (column === 'muted') await bans.mute(room, userId, LATER, 'member');
  if (column === 'blocked') await blocks.block(owner, userId, 1);
  if (column === 'banned') {
    await rooms.restrict(room, 'bans');
    await bans.ban(room, banOf(userId, LATER), undefined);
  }
}

async function answer(socket: Socket, action: string, room: string): Promise<string> {
  if (action === 'sendMessage') await socket.ask('joinRoom', { room });
  const fields =
    action === 'sync' ? { rooms: [{ room, after: 0, epoch: 'none' }] } : { room, ...FIELDS[action] };
  const reply: Frame = await socket.ask(action, fields);
  const { code, reason } = action === 'sync' ? (reply.rooms[0].error ?? {}) : reply;
  return [code ?? 'ok', ...(reason ? [reason] : [])].join(' ');
}

/** The rows of the table under a heading: the first has the columns. */
function tableUnder(heading: string): string[][] {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split(`### ${heading}\n`);
  const [table = ''] = section.split(/^#/m);
  return table
    .split('\n')
    .filter(line => line.startsWith('|') && !line.startsWith('| -'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim().replaceAll('`', '')),
    );
}

/** A user each: their rates are apart. */
const SUBJECTS = { public: 'bob', private: 'carol' } as const;

describe.each(['public', 'private'] as const)('in a %s room', kind => {
  const [[, ...columns] = [], ...rows] = tableUnder(`In a ${kind} room`);

  it('has everyone in the table', () => {
    expect(columns).toEqual([
      'stranger',
      'invited',
      'member',
      'readonly',
      'muted',
      'banned',
      'blocked',
      'moderator',
      'owner',
      'admin',
    ]);
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows.map(([action = '', ...cells]) => [action, cells] as const))(
    '%s is answered to each as docs/security.md has it',
    async (action, cells) => {
      const [subject, admin] = await server.connectAll([SUBJECTS[kind], 'admin']);
      const userId = await server.userId(SUBJECTS[kind]);
      const answers = columns.map(async column => {
        const room = `${kind}-${action}-${column}`;
        await placed(room, kind, column, userId);
        return answer(column === 'admin' ? admin : subject, action, room);
      });
      expect(await Promise.all(answers)).toEqual(cells);
      for (const socket of [subject, admin]) await socket.close();
    },
  );
});

describe('in a direct room', () => {
  const [[, ...columns] = [], ...rows] = tableUnder('In a direct room');

  it.each(rows.map(([action = '', ...cells]) => [action, cells] as const))(
    '%s is answered to each as docs/security.md has it',
    async (action, cells) => {
      const [bob, admin] = await server.connectAll(['bob', 'admin']);
      const userId = await server.userId('bob');
      const answers = columns.map(async column => {
        const other = `${action}-${column.replaceAll(' ', '-')}`;
        if (column === 'blocked') await blocks.block(other, userId, 1);
        if (column === 'who blocked') await blocks.block(userId, other, 1);
        const room = directRoom(other, column === 'stranger' || column === 'admin' ? 'another' : userId);
        return answer(column === 'admin' ? admin : bob, action, room);
      });
      expect(await Promise.all(answers)).toEqual(cells);
      for (const socket of [bob, admin]) await socket.close();
    },
  );
});
