// One Lambda sandbox: a thread with an environment of its own that loads one bundle and runs its handler, an event at a
// time. Plain JavaScript: a thread starts without the loader that reads TypeScript.
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { format } from 'node:util';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { stepWallClock } from '../faults/wall-clock.mjs';

const { file, exported, wake, clockOffset } = workerData;
const say = message => parentPort.postMessage(message);

// At once, not through the thread's own streams: they wait for an event loop that is frozen between events.
for (const stream of [process.stdout, process.stderr])
  stream.write = (chunk, ...rest) => {
    say({ kind: 'log', line: String(chunk) });
    rest.at(-1)?.();
    return true;
  };

let requestId = '';

const plain = (_, value) =>
  value instanceof Error
    ? { errorType: value.name, errorMessage: value.message, stackTrace: value.stack?.split('\n') }
    : value;

/** Lambda's JSON log format: an object stays one, whatever else is logged becomes text. */
function jsonLine(level, parts) {
  const [only] = parts;
  const message = parts.length === 1 && typeof only === 'object' ? only : format(...parts);
  return `${JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message }, plain)}\n`;
}

if (process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON')
  for (const [method, level] of Object.entries({
    log: 'INFO',
    info: 'INFO',
    debug: 'DEBUG',
    warn: 'WARN',
    error: 'ERROR',
  }))
    console[method] = (...parts) => process.stdout.write(jsonLine(level, parts));

stepWallClock(clockOffset);

/** What will befall the run that is under way; emulator/faults/fate.ts. */
let fate;
let steps = 0;
const standStill = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** At each piece that goes out to a socket or comes in from one. */
function step() {
  if (fate === undefined) return;
  steps += 1;
  if (steps === fate.diesAt) {
    say({ kind: 'struck', how: 'killed' });
    // Until it is ended from outside, it does nothing more.
    standStill(Number.POSITIVE_INFINITY);
  }
  if (steps !== fate.freezesAt) return;
  say({ kind: 'struck', how: 'frozen' });
  standStill(fate.freezeMs);
}

for (const method of ['_write', '_writev', 'push']) {
  const plain = Socket.prototype[method];
  Socket.prototype[method] = function stepped(...args) {
    step();
    return plain.apply(this, args);
  };
}

const errorOf = error =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: typeof error, message: String(error) };

function contextOf({ left, ...context }) {
  const deadline = performance.now() + left;
  return { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()) };
}

async function answerTo({ event, context, fate: next }) {
  requestId = context.awsRequestId;
  fate = next;
  steps = 0;
  try {
    const result = await handler(JSON.parse(event), contextOf(context));
    return { kind: 'result', result: JSON.stringify(result ?? null) };
  } catch (error) {
    return { kind: 'failed', error: errorOf(error) };
  }
}

const handler = createRequire(file)(file)[exported];
if (typeof handler !== 'function') throw new Error(`${file} exports no function "${exported}"`);
say({ kind: 'loaded' });

for (;;) {
  // Frozen, as Lambda freezes a sandbox: no timer and no answer of what was left un-awaited comes through.
  Atomics.wait(wake, 0, 0);
  Atomics.store(wake, 0, 0);
  // Thawed: sockets that were closed meanwhile are heard of before they are used again.
  await new Promise(setImmediate);
  const received = receiveMessageOnPort(parentPort);
  if (received) say(await answerTo(received.message));
}
