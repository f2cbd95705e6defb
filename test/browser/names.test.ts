/** What people call themselves, beside who they are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { useBrowser } from './support/browser.ts';
import { PATIENCE, sees } from './support/room.ts';

const { seat } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ settings: { DATA_REQUESTS: 'true' } });
});
afterAll(() => server.close());

test('who calls themselves something is called so in messages, lists and conversations, their user name beside it', async () => {
  const [bob, carol] = await server.connectAll(['bob', 'carol']);
  await bob.ask('setProfile', { displayName: 'Bob B.', status: 'On a train' });
  await carol.ask('createRoom', { room: 'club', kind: 'private', members: [await server.userId('bob')] });
  await bob.ask('answerInvitation', { room: 'club', accept: true });
  await carol.ask('addMember', { room: 'club', userId: await server.userId('alice') });
  await (await server.connect('alice')).ask('answerInvitation', { room: 'club', accept: true });
  await bob.ask('joinRoom', { room: 'club' });
  await bob.ask('sendMessage', { room: 'club', text: 'hello' });
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#club' });
  await sees(page, 'hello');
  const byline = page.locator('.message[data-seq] .byline');
  await expect.poll(() => byline.textContent(), PATIENCE).toMatch(/^Bob B\. @bob/);
  expect(await page.locator('[data-member="bob"] .who').textContent()).toBe('Bob B. @bob');
  expect(await page.locator('[data-member="carol"] .who').textContent()).toBe('carol');
  expect(await violationsOn(page)).toEqual([]);
  await page.locator('[data-user="bob"]').getByRole('button').click();
  await page.getByRole('heading', { name: 'Bob B.', level: 1 }).waitFor();
  await page.getByText(/^@bob · .* · On a train$/).waitFor();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Bob B.' }).waitFor();
  expect(errors).toEqual([]);
});

test('one says what one wants to be called; a name like an administrator’s is refused, and the words stay to be mended', async () => {
  const { page, errors } = await seat(server.httpUrl, 'dave', { path: '#lobby' });
  await page.getByRole('button', { name: 'dave', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Your profile' });
  await dialog.getByLabel('Display name').fill('Admin');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This name is kept for those who run the service.').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByLabel('Display name').fill('Dave D.');
  await dialog.getByLabel('Status').fill('Back on Monday');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Dave D.', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Dave D.', exact: true }).click();
  expect(await dialog.getByLabel('Status').inputValue()).toBe('Back on Monday');
  expect(errors).toEqual([]);
});

test('one asks for what is one’s own, and an administrator finds that in the audit; asked again, it says so', async () => {
  const { page, errors } = await seat(server.httpUrl, 'carol', { path: '#lobby' });
  await page.getByRole('button', { name: 'carol', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Your profile' });
  await dialog.getByText('Your data').click();
  const copy = dialog.getByRole('button', { name: 'Ask for a copy of all that is yours' });
  await copy.click();
  await dialog.getByText('You have asked for it. An administrator decides.').waitFor();
  await dialog.getByRole('button', { name: 'Ask for its erasure' }).click();
  const asked = async () => {
    const { items } = await server.stores.audit.list({ limit: 5 });
    return items.map(({ action }) => action).filter(action => action.startsWith('request'));
  };
  await expect.poll(asked, PATIENCE).toEqual(['requestErasure', 'requestExport']);
  await copy.click();
  await dialog.getByText('You asked for this within the last day.').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  expect(errors).toEqual([]);
});
