/**
 * Run as a process of its own: answers every POST with 200, as the management API does, and costs the caller nothing.
 * Whatever function is invoked here answers the first argument.
 */
import { createServer } from 'node:http';

const INVOKE = '/2015-03-31/functions/';
const [, , posted = '0'] = process.argv;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const answer = request.url?.startsWith(INVOKE) ? posted : '';
  request.resume().on('end', () => {
    response
      .writeHead(200, { 'x-amzn-RequestId': 'bench', 'Content-Length': String(answer.length) })
      .end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
// The benchmark has ended, whichever way.
process.on('disconnect', () => process.exit());
