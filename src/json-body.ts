import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.js';

/**
 * Reads JSON as UTF-8 and nothing else, as RFC 8259 has it. By itself Fastify takes any bytes, and any `charset`, and puts U+FFFD
 * in the place of what it cannot read: somebody named Müller, sent as ISO 8859-1, would be a customer named M\uFFFDller.
 */
export function registerJsonBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    const charset = charsetOf(request.headers['content-type']);
    if (!readable.includes(charset)) {
      done(new Refusal(415, 'CHARSET_NOT_SUPPORTED', 'JSON is read as UTF-8 only: leave charset out'));
    } else if (!isUtf8(bytes)) {
      done(new Refusal(400, 'BODY_NOT_UTF_8', 'The body is not UTF-8, which JSON has to be'));
    } else {
      void parse(request, bytes.toString(), done);
    }
  });
}

/** Names of UTF-8, and of a part of it. */
const readable = ['utf-8', 'utf8', 'us-ascii'];

const charsetOf = (contentType = ''): string =>
  /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
