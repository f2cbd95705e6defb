// The embedded store in a thread of its own, so that it does not take turns with the gateway and the handlers. Plain
// JavaScript: a thread starts without the loader that reads TypeScript.
import { AsyncLocalStorage } from 'node:async_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { Level } from 'level';
import './ended-iterators.mjs';

const { secretPath, calls, ...options } = workerData;

const TYPE = 'com.amazonaws.dynamodb.v20120810#InternalServerError';

/** With these members dynalite answers with an error; without them it throws, and with it the whole thread ends. */
function answerable(error) {
  return Object.assign(new Error(error.message, { cause: error }), {
    statusCode: 500,
    body: { __type: TYPE, message: 'The request processing has failed.' },
  });
}

/** The first write that failed. No other follows it: LevelDB may have left half a record, and what comes after half a record is lost. */
let refusal;

function refuseFrom(error) {
  refusal = answerable(error);
  parentPort.postMessage({ writesFailed: error.message });
}

const commit = Level.prototype._batch;
let waiting = [];
let committing = false;

/** One synced write at a time, of all that came during the one before: a sync costs the same for one as for many. */
async function commitAll(level) {
  if (committing) return;
  committing = true;
  while (waiting.length > 0) {
    const taken = waiting;
    waiting = [];
    try {
      if (refusal) throw refusal;
      await commit.call(
        level,
        taken.flatMap(({ operations }) => operations),
        // So that what has been acknowledged survives a power failure too.
        { sync: true },
      );
      for (const { resolve } of taken) resolve();
    } catch (error) {
      if (!refusal) refuseFrom(error);
      for (const { reject } of taken) reject(refusal);
    }
  }
  committing = false;
}

function write(level, operations) {
  return new Promise((resolve, reject) => {
    waiting.push({ operations, resolve, reject });
    void commitAll(level);
  });
}

Object.assign(Level.prototype, {
  _put(key, value) {
    return write(this, [{ type: 'put', key, value }]);
  },
  _del(key) {
    return write(this, [{ type: 'del', key }]);
  },
  _batch(operations) {
    return write(this, operations);
  },
});

// At once: what is read was mostly written a moment ago, and a hop to another thread and back costs more than to find it.
Level.prototype._get = async function read(...args) {
  try {
    return this._getSync(...args);
  } catch (error) {
    throw answerable(error);
  }
};

/** The response that the code at work is to give. */
const answering = new AsyncLocalStorage();
const UNREADABLE = 'com.amazon.coral.service#SerializationException';

// dynalite throws out of its event handlers over bodies that AWS refuses, such as null in place of an object. Nobody else
// would answer that request.
process.on('uncaughtException', error => {
  const response = answering.getStore();
  if (!response || response.headersSent) return parentPort.postMessage({ failed: error.message });
  response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(
    JSON.stringify({ __type: UNREADABLE, message: `The request can't be read: ${error.message}` }),
  );
});

/** What dynalite wants to see, and does not check. */
const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  'x-amz-date': '20260101T000000Z',
};

/** A call that came as a message: dynalite is handed as much of a request and a response as it uses. */
function answer({ id, target, body }) {
  const listeners = {};
  const request = {
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...SIGNED },
    on(event, listener) {
      listeners[event] = listener;
    },
    removeAllListeners() {},
  };
  const response = {
    statusCode: 200,
    headersSent: false,
    setHeader() {},
    writeHead(status) {
      response.statusCode = status;
    },
    end(text) {
      response.headersSent = true;
      calls.postMessage({ id, status: response.statusCode, body: text });
    },
  };
  answering.enterWith(response);
  serve(request, response);
  listeners.data(Buffer.from(body));
  listeners.end();
}

// Once before dynalite does, which tells nobody why it could not.
if (options.path) {
  const level = new Level(options.path);
  try {
    await level.open();
    await level.close();
  } catch (error) {
    parentPort.postMessage({
      notOpened: { message: error.cause?.message ?? error.message, code: error.cause?.code ?? error.code },
    });
    process.exit(0);
  }
}

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, ...options });
const [serve] = server.listeners('request');
server.removeAllListeners('request');
// dynalite takes any signature, and every page's requests. The gateway's port checks both; this one is for who knows its path.
server.on('request', (request, response) => {
  if (!request.url.startsWith(secretPath)) return response.writeHead(403).end();
  request.url = '/';
  answering.enterWith(response);
  serve(request, response);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
calls.on('message', answer);
parentPort.once('message', () => server.close(() => process.exit(0)));
