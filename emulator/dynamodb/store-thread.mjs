// The embedded store in a thread of its own, so that it does not take turns with the gateway and the handlers. Plain
// JavaScript: a thread starts without the loader that reads TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, ...workerData });
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
parentPort.once('message', () => server.close(() => process.exit(0)));
