import { type Span, SpanKind } from '@opentelemetry/api';
import type { AroundTry } from '../datasources/http/http-client.js';
import type { SendingOutcome } from '../datasources/http/outcome.js';
import { accountAttributes, fail, type Spans } from './spans.js';

interface Account {
  readonly provider: string;
  readonly account: string;
  readonly baseUrl: string;
}

/**
 * Creates a span for each attempt of an HTTP call to a provider. The attribute `url.full` of the semantic conventions is
 * left out, because paths and queries may contain a reference or an e-mail address.
 */
export const traceCalls =
  (spans: Spans) =>
  (account: Account): AroundTry => {
    const { hostname, port, protocol } = new URL(account.baseUrl);
    const server = {
      ...accountAttributes(account),
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    return ({ method, template }, earlierAttempts, send) => {
      const attributes = {
        ...server,
        'http.request.method': method,
        'url.template': template,
        'http.request.resend_count': earlierAttempts || undefined,
      };
      const name = template === undefined ? method : `${method} ${template}`;
      return spans.run(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        const outcome = await send();
        setOutcome(span, outcome);
        return outcome;
      });
    };
  };

function setOutcome(span: Span, outcome: SendingOutcome): void {
  span.setAttribute('payment_provider.sending', outcome.kind);
  switch (outcome.kind) {
    case 'answered':
      span.setAttribute('http.response.status_code', outcome.status);
      if (outcome.status >= 400) fail(span, String(outcome.status));
      break;
    case 'unknown':
      fail(span, 'outcome-unknown', outcome.reason);
      break;
    case 'not-sent':
      fail(span, outcome.cause, outcome.reason);
  }
}
