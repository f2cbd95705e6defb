/** The whole backend in a process of its own, started with --expose-gc: says how much memory it holds when it is asked. */
import { testServer } from '../support/server.ts';

const off = Number.POSITIVE_INFINITY;
const server = await testServer({
  rules: { requestsPerSecond: off, connectsPerSecond: off, lambdaConcurrency: off, lambdaScaling: off },
});

process.on('message', () => {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
});
process.on('disconnect', () => process.exit());

process.send?.({
  url: server.socketUrl,
  metricsUrl: `${server.httpUrl}/metrics`,
  publish: server.publish,
  token: await server.token('bob'),
});
