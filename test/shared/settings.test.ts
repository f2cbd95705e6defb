import { readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  DEFAULT_SETTINGS,
  readSettings,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
} from '../../shared/settings.ts';

test('without a variable, and with an empty one, every setting has its default', () => {
  expect(readSettings({})).toEqual(DEFAULT_SETTINGS);
  expect(readSettings(Object.fromEntries(SETTING_NAMES.map(name => [variableOf(name), ''])))).toEqual(
    DEFAULT_SETTINGS,
  );
});

test('a variable changes the setting that it names, and no other', () => {
  expect(readSettings({ OPEN_ROOMS: 'false', ROOM_POSTS_PER_SECOND: '20000' })).toEqual({
    ...DEFAULT_SETTINGS,
    openRooms: false,
    roomPostsPerSecond: 20_000,
  });
});

test.each([
  ['OPEN_ROOMS', 'yes', 'OPEN_ROOMS=yes is neither true nor false'],
  ['PRESENCE_LIMIT', 'many', 'PRESENCE_LIMIT=many is not a whole number'],
  ['PRESENCE_LIMIT', '-1', 'PRESENCE_LIMIT=-1 is not a whole number'],
  ['DIRECT_LIMIT', '1.5', 'DIRECT_LIMIT=1.5 is not a whole number'],
  ['SEGMENT_CONNECTIONS', '0', 'SEGMENT_CONNECTIONS=0 is not a positive number'],
])('%s=%s stops a function at its start, and the error says why', (name, value, message) => {
  expect(() => readSettings({ [name]: value })).toThrow(message);
});

test('docs/deploying.md has the table of settings', () => {
  const rows = SETTING_NAMES.map(name => [
    `\`${name}\``,
    `\`${variableOf(name)}\``,
    `\`${DEFAULT_SETTINGS[name]}\``,
    z.globalRegistry.get(SETTINGS.shape[name])?.description,
  ]);
  const table = markdownTable([['setting', 'variable', 'default', 'what it does'], ...rows]);
  expect(readFileSync('docs/deploying.md', 'utf8')).toContain(table);
});
