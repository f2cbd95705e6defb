/** Run as a process of its own: answers every POST with 200, as the management API does, and costs the caller nothing. */
import { createServer } from 'node:http';

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'x-amzn-RequestId': 'bench', 'Content-Length': '0' }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
// The benchmark has ended, whichever way.
process.on('disconnect', () => process.exit());
