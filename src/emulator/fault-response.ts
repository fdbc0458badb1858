import { isRecord } from '../datasources/kit/values.js';
import type { EmulatedAnswer } from '../datasources/provider-emulator.js';
import type { Fault } from './faults.js';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What the client gets to see of an answer. */
export type FaultResponse =
  | { readonly kind: 'whole'; readonly answer: WireAnswer }
  /** The headers promise the whole body, but the connection ends after half of it. */
  | { readonly kind: 'truncated'; readonly answer: WireAnswer }
  /** Half of the body, and the other half `ms` milliseconds later. */
  | { readonly kind: 'slow'; readonly answer: WireAnswer; readonly ms: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'reset' };

/** A request to one operation, which a fault may carry out or not. */
export interface OperationCall {
  /** Carries the operation out, with every check, and returns the provider's own answer. */
  perform(): EmulatedAnswer;
  /** Whether repeats with the same idempotency key get answers with this status again. */
  keeps(status: number): boolean;
  /** Makes this the answer to repeats with the same idempotency key, unless the key has been answered before. */
  remember(answer: EmulatedAnswer): void;
}

/** Decides how a call is answered. `failures` are the provider's documented ones; a `latency` is already over. */
export function respond(
  fault: Fault | undefined,
  call: OperationCall,
  failures: Readonly<Record<string, EmulatedAnswer>>,
): FaultResponse {
  if (fault !== undefined && 'recorded' in fault && fault.recorded) call.perform();
  switch (fault?.kind) {
    case undefined:
    case 'latency':
      return whole(call.perform());
    case 'answer': {
      const answer = failures[fault.name];
      if (answer === undefined) throw new Error(`the provider documents no failure named ${fault.name}`);
      return injected(fault, answer, call);
    }
    case 'status':
      return injected(fault, { status: fault.status, body: fault.body, headers: fault.headers }, call);
    case 'html':
      return { kind: 'whole', answer: toHtml(fault.status) };
    case 'empty':
      return whole({ status: fault.status });
    case 'hang':
      return { kind: 'none' };
    case 'reset':
      return { kind: 'reset' };
    case 'truncated':
      return { kind: 'truncated', answer: toWire(call.perform()) };
    case 'slow-body':
      return { kind: 'slow', answer: toWire(call.perform()), ms: fault.ms };
    case 'malformed-json': {
      const answer = toWire(call.perform());
      return { kind: 'whole', answer: { ...answer, text: answer.text.slice(0, -1) } };
    }
    case 'no-id':
      return whole(replaceIds(call.perform(), undefined));
    case 'wrong-type':
      return whole(replaceIds(call.perform(), fault.as === 'number' ? 42 : { value: 42 }));
  }
}

/** The answer as it is. */
export const whole = (answer: EmulatedAnswer): FaultResponse => ({ kind: 'whole', answer: toWire(answer) });

function injected(
  { replayed }: { readonly replayed?: boolean },
  answer: EmulatedAnswer,
  call: OperationCall,
): FaultResponse {
  if (replayed ?? call.keeps(answer.status)) call.remember(answer);
  return whole(answer);
}

/** An answer without a body has no content type. */
function toWire({ status, body, headers }: EmulatedAnswer): WireAnswer {
  if (body === undefined) return { status, headers: { ...headers }, text: '' };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    text: JSON.stringify(body),
  };
}

function toHtml(status: number): WireAnswer {
  const text = `<!doctype html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, text };
}

/** `id`, `customer_id`, `customerId`, … */
const idName = /(?:^|_)id$|Id$/;

/** The answer with every id in its body replaced, at any depth; undefined leaves them out. */
function replaceIds(answer: EmulatedAnswer, replacement: unknown): EmulatedAnswer {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, idName.test(name) ? replacement : replace(member)]),
    );
  };
  return { ...answer, body: replace(answer.body) };
}
