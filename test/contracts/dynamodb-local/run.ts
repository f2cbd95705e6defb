/** DynamoDB Local on a free port of this machine, until it is closed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';

const START_MS = 60_000;

export const hasJava = (): boolean => spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;

/** Returns once it takes requests, whatever its reply to this one. */
async function ready(endpoint: string, java: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + START_MS;
  while (java.exitCode === null && Date.now() < giveUpAt) {
    try {
      await fetch(endpoint);
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(
    java.exitCode === null
      ? `DynamoDB Local does not answer after ${START_MS / 1_000} s`
      : `DynamoDB Local ended with ${java.exitCode}`,
  );
}

export interface DynamodbLocal {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @param folder of DynamoDBLocal.jar */
export async function startDynamodbLocal(folder: string): Promise<DynamodbLocal> {
  const port = await freePort();
  const options = ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  const java = spawn('java', [...options, '-inMemory', '-sharedDb', '-port', String(port)], {
    cwd: folder,
    env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(java, 'exit');
  const close = async () => {
    java.kill();
    await ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await ready(endpoint, java);
  } catch (error) {
    if (java.exitCode === null) await close();
    throw error;
  }
  return { endpoint, close };
}
