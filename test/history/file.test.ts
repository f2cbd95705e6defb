import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHistory, saveHistory } from './file.ts';
import type { Promises, Quiet } from './format.ts';
import { Recorder } from './recorder.ts';

const promises: Promises = {
  repeatWindowMs: 600_000,
  senderPerSecond: 10,
  roomPerSecond: 50,
  containers: 2,
  inFlightMs: 0,
  sweepMs: 0,
};
const entry = {
  room: 'hall',
  epoch: 'e1',
  seq: 1,
  ordinal: 1,
  messageId: 'message-1',
  from: { userId: 'ann', name: 'Ann' },
  text: 'hi',
  sentAt: 1,
};
const quiet: Quiet = {
  logs: [{ room: 'hall', epoch: 'e1', from: 1, entries: [entry] }],
  following: [{ client: 'ann-1', room: 'hall' }],
  unread: [{ user: 'ann', room: 'hall', readSeq: 0, unread: 1 }],
  presence: [{ room: 'hall', users: [{ userId: 'ann', connections: 1 }] }],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads back a history as it was recorded', async () => {
  let now = 0;
  const recorder = new Recorder(() => ++now);
  const ann = recorder.client('ann');
  const connection = ann.connecting();
  connection.opened(7_200_000);
  const replied = connection.called({ action: 'sendMessage', room: 'hall', text: 'hi' });
  recorder.fault('kill -9');
  replied({ type: 'ok', action: 'sendMessage', seq: 1 });
  connection.pushed({ type: 'lagging', room: 'hall' });
  ann.began('hall', 'e1', 0);
  ann.applied('hall', entry);
  recorder.denied('ann');
  recorder.allowed('ann');
  connection.closed(1000);
  const refused = ann.connecting();
  refused.refused(403);
  const recorded = recorder.finish(promises, quiet, 'break it with seed 1');
  const path = join(folder, 'one.jsonl');
  await saveHistory(path, recorded);
  expect(await readHistory(path)).toEqual(recorded);
});

it('names the line that is none of a history', async () => {
  const path = join(folder, 'bad.jsonl');
  await writeFile(path, `${JSON.stringify({ format: 'history.v1', promises })}\n{"kind":"pushed"}\n{}\n`);
  await expect(readHistory(path)).rejects.toThrow(/bad\.jsonl, line 2, is no line of a history/);
});
