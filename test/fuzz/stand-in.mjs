import { createServer } from 'node:http';
import { hostileJson, json, text } from './random.mjs';

const statuses = [200, 200, 200, 201, 204, 301, 400, 400, 401, 403, 404, 408, 409, 413, 422, 422, 429, 500, 502, 503];

/** A provider that answers anything, huge and deep things included, and now and then nothing. */
export async function startStandIn(random) {
  let answers = 0;
  const server = createServer((request, response) => {
    request.on('error', () => {});
    request.resume();
    request.on('end', () => {
      answers++;
      if (random.chance(0.01)) return void response.destroy();
      const type = random.pick([
        'application/json',
        'text/html',
        'text/plain',
        text(random, 5).replace(/[^\w/]/g, '') || 'x',
      ]);
      const headers = { 'content-type': type, ...(random.chance(0.02) && { 'retry-after': '1' }) };
      response.writeHead(random.pick(statuses), headers);
      response.end(answer(random));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    get answers() {
      return answers;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(random) {
  const id = random.pick([text(random, 30), 'cus_1', random.below(1e9), null, {}, '..', 'x'.repeat(300)]);
  return random.pick([
    () => JSON.stringify({ id, customer_id: id, customerId: id, created_at: text(random, 30), metadata: json(random) }),
    () =>
      JSON.stringify({
        data: [{ id, reference: id }],
        total: random.below(9),
        current_page: 1,
        next_page_url: text(random),
      }),
    () => JSON.stringify({ results: [{ id, internal_id: id, email: text(random) }] }),
    () =>
      JSON.stringify({
        error: json(random, 3),
        errorCode: json(random, 1),
        errorDescription: json(random, 1),
        error_info: json(random, 3),
      }),
    () =>
      JSON.stringify({
        [text(random, 10)]: [text(random, 3_000)],
        error: { code: 'IR_05', message: text(random, 3_000) },
      }),
    () => hostileJson(random),
  ])();
}
