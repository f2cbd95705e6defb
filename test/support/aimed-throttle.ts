/** A DynamoDB in front of the real one, which refuses the calls that mention a text, in the way that is asked for. */
import { createServer, request as forward } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type AimedThrottle = Awaited<ReturnType<typeof aimedThrottle>>;

export async function aimedThrottle() {
  let target = '';
  const aims = new Map<string, string>();
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    const text = body.toString();
    const [, error] = [...aims].find(([mention]) => text.includes(mention)) ?? [];
    if (error !== undefined) {
      const __type = `com.amazonaws.dynamodb.v20120810#${error}`;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type, message: 'Refused for a test.' }));
      return;
    }
    const { hostname, port, pathname: path } = new URL(target);
    const { method, headers } = incoming;
    const onward = forward({ hostname, port, path, method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Where all other calls go. */
    standBefore(endpoint: string) {
      target = endpoint;
    },
    /** Refuses each call that mentions the text with an error of this name. */
    aim(mention: string, error: string) {
      aims.set(mention, error);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
