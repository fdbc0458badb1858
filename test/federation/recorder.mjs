import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Stands between a gateway and a subgraph, passes everything on as it is, and keeps it: `{ headers, body, answer }` of
 * each request, the bodies as parsed JSON.
 *
 * @param {string} target The subgraph's URL.
 */
export async function startRecorder(target) {
  const exchanges = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(target, { method: request.method, headers, body });
    const answered = await answer.text();
    exchanges.push({ headers, body: JSON.parse(body), answer: JSON.parse(answered) });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') }).end(answered);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/graphql`,
    exchanges,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
