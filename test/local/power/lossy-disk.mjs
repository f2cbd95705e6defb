// `node --import` it into a server: a disk that keeps what was synced, and notes how much that is of each log in the folder
// LOSSY_DISK. Plain JavaScript, since it is loaded in the store's thread too, which has no loader.
import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import workerThreads, { Worker } from 'node:worker_threads';
import { Level } from 'level';

const { LOSSY_DISK: notes, LOSSY_DISK_IGNORES_SYNC: ignoresSync } = process.env;

const { _batch: commit } = Level.prototype;

/** LevelDB syncs its tables and its manifest by itself: only the newest log holds what a write must ask to be synced. */
Level.prototype._batch = async function batch(operations, options) {
  await commit.call(this, operations, options);
  if (!options.sync || ignoresSync) return;
  const [newest] = readdirSync(this.location)
    .filter(name => name.endsWith('.log'))
    .sort()
    .reverse();
  if (newest === undefined) return;
  const path = join(this.location, newest);
  const note = join(notes, encodeURIComponent(path));
  // In one step: an end of the process in the middle of it would leave a note that says nothing was synced.
  writeFileSync(`${note}.new`, String(statSync(path).size));
  renameSync(`${note}.new`, note);
};

workerThreads.Worker = class extends Worker {
  constructor(script, options) {
    super(script, { ...options, execArgv: ['--import', import.meta.url] });
  }
};
syncBuiltinESMExports();
