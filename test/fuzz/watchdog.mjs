// Ends the process if the fuzzer's event loop takes no further input for minutes, and keeps the input that it hangs at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const PATIENCE_MS = 180_000;
const { folder, name } = workerData;
let timer;

parentPort.on('message', input => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const file = join(folder, `${name}-hang.json`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ surface: name, input }));
    process.stderr.write(`${name} hangs; the last input it took: ${file}\n`, () =>
      process.kill(process.pid, 'SIGKILL'),
    );
  }, PATIENCE_MS);
});
