/** What it takes to look into a room, and to change who may do what there: as much in a hall of 100,000 as in a room of ten. */
import { expect, it } from 'vitest';
import { TABLES } from '../../local/store.ts';
import { keys } from '../../shared/aws/keys.ts';
import { type Answer, type Call, createEngine } from '../support/dynamodb/engine.ts';
import { engineUser } from '../support/engine-user.ts';

/** A room with so many members, their rows written straight into the store; the owner asks, and all that is read is noted. */
async function hallOf(members: number) {
  const engine = createEngine();
  const room = 'hall';
  const put = (Item: Record<string, unknown>) =>
    engine({ operation: 'put', input: { TableName: TABLES.messages, Item } });
  await put({ ...keys.room(room), kind: 'public', createdBy: 'owner', createdAt: 1, opened: true });
  await put({ ...keys.member(room, 'owner'), role: 'owner', userId: 'owner' });
  for (let n = 0; n < members; n++) {
    const userId = `user-${String(n).padStart(6, '0')}`;
    await put({ ...keys.member(room, userId), role: 'member', userId, since: 1 });
  }
  const seen: string[] = [];
  const note = async (call: Call): Promise<Answer> => {
    const answer = await engine(call);
    seen.push(`${call.operation} ${answer.Items?.length ?? Number(answer.Item !== undefined)}`);
    return answer;
  };
  const ask = engineUser('owner', note);
  return async (handler: string, action: string, fields: object) => {
    seen.length = 0;
    const reply = await ask(handler, { action, id: '1', room, ...fields });
    expect(reply).toMatchObject({ type: 'ok' });
    return seen.join(', ');
  };
}

it('listMembers, getRoom, setRole, ban and muteMember read and write the same rows in a room of 10 and in a hall of 100,000', async () => {
  const [small, large] = [await hallOf(10), await hallOf(100_000)];
  const counting = ['list-rooms', 'getRoom', { count: true }] as const;
  expect(await large(...counting)).toBe(await (await hallOf(150))(...counting));
  for (const [handler, action, fields] of [
    ['list-rooms', 'getRoom', {}],
    ['list-rooms', 'listMembers', { limit: 5 }],
    ['list-rooms', 'listMembers', { prefix: 'user-00000', limit: 5 }],
    ['remove-member', 'setRole', { userId: 'user-000001', role: 'readonly' }],
    ['remove-member', 'setRole', { userId: 'user-000002', role: 'moderator' }],
    ['moderate', 'muteMember', { userId: 'user-000004', until: 4e12 }],
    ['moderate', 'ban', { userId: 'user-000005' }],
    ['moderate', 'ban', { userId: 'a-stranger' }],
    ['moderate', 'listBans', { limit: 5 }],
    ['moderate', 'unban', { userId: 'user-000005' }],
    ['list-rooms', 'getRoom', {}],
    ['remove-member', 'setRole', { userId: 'user-000003', role: 'owner' }],
  ] as const)
    expect(await large(handler, action, fields), action).toBe(await small(handler, action, fields));
}, 60_000);
