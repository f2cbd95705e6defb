/**
 * Run as a process of its own: responds to every POST with 200, as the management API does, and costs the caller nothing.
 * `endpoint.ts <number> [tls]`: any function that is invoked here returns the number.
 */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { TLS_CERTIFICATE, TLS_KEY } from '../../../test/shared/aws/tls.ts';

const INVOKE = '/2015-03-31/functions/';
const [, , posted = '0', tls] = process.argv;

const respond: RequestListener = (request, response) => {
  const text = request.url?.startsWith(INVOKE) ? posted : '';
  request.resume().on('end', () => {
    response.writeHead(200, { 'x-amzn-RequestId': 'bench', 'Content-Length': String(text.length) }).end(text);
  });
};

const keepAliveTimeout = 60_000;
const server =
  tls === 'tls'
    ? createTlsServer({ key: TLS_KEY, cert: TLS_CERTIFICATE, keepAliveTimeout }, respond)
    : createServer({ keepAliveTimeout }, respond);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
// The benchmark has ended, whichever way.
process.on('disconnect', () => process.exit());
