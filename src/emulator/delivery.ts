import { isRecord } from '../datasources/kit/values.js';
import type { EmulatedAnswer } from '../datasources/provider-emulator.js';
import { type Fault, notReplayed } from './faults.js';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How an answer is delivered, or not. */
export type Delivery =
  | { readonly kind: 'whole'; readonly answer: WireAnswer }
  /** The headers promise the whole body; half of it follows, then the connection ends. */
  | { readonly kind: 'half'; readonly answer: WireAnswer }
  /** Half of the body, and the other half after `ms` milliseconds. */
  | { readonly kind: 'slow'; readonly answer: WireAnswer; readonly ms: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'reset' };

/** What a faulted request may make happen at the provider. */
export interface FaultedRequest {
  /** The provider's documented failures, by name. */
  readonly failures: Readonly<Record<string, EmulatedAnswer>>;
  /** Carries the operation out, with every check, and gives the provider's own answer. */
  perform(): EmulatedAnswer;
  /** Makes this what a repeat with the same idempotency key is answered, if it is the first answer to that key. */
  keep(answer: EmulatedAnswer): void;
}

/** Decides what a request gets; `latency` has been waited for before. */
export function decideDelivery(fault: Fault | undefined, request: FaultedRequest): Delivery {
  switch (fault?.kind) {
    case undefined:
    case 'latency':
      return whole(request.perform());
    case 'answer': {
      const answer = request.failures[fault.name];
      if (answer === undefined) throw new Error(`the provider documents no failure named ${fault.name}`);
      if (isReplayed(fault, answer)) request.keep(answer);
      return whole(answer);
    }
    case 'status': {
      const { status, body, headers } = fault;
      const answer = { status, body, headers };
      if (fault.recorded) request.perform();
      if (isReplayed(fault, answer)) request.keep(answer);
      return whole(answer);
    }
    case 'html':
      if (fault.recorded) request.perform();
      return { kind: 'whole', answer: toHtml(fault.status) };
    case 'empty':
      if (fault.recorded) request.perform();
      return whole({ status: fault.status });
    case 'hang':
      if (fault.recorded) request.perform();
      return { kind: 'never' };
    case 'reset':
      if (fault.recorded) request.perform();
      return { kind: 'reset' };
    case 'truncated':
      return { kind: 'half', answer: toWire(request.perform()) };
    case 'slow-body':
      return { kind: 'slow', answer: toWire(request.perform()), ms: fault.ms };
    case 'malformed-json': {
      const answer = toWire(request.perform());
      return { kind: 'whole', answer: { ...answer, text: answer.text.slice(0, -1) } };
    }
    case 'no-id': {
      const answer = request.perform();
      return whole({ ...answer, body: mapIds(answer.body, () => undefined) });
    }
    case 'wrong-type': {
      const answer = request.perform();
      const wrong = fault.as === 'number' ? 42 : { value: 42 };
      return whole({ ...answer, body: mapIds(answer.body, () => wrong) });
    }
  }
}

const isReplayed = ({ replayed }: { readonly replayed?: boolean }, { status }: EmulatedAnswer): boolean =>
  replayed ?? !notReplayed.includes(status);

const whole = (answer: EmulatedAnswer): Delivery => ({ kind: 'whole', answer: toWire(answer) });

/** Without a body there is no media type either. */
export function toWire({ status, body, headers }: EmulatedAnswer): WireAnswer {
  return body === undefined
    ? { status, headers: { ...headers }, text: '' }
    : {
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

/** A copy of a JSON value with every member that is an id replaced, at any depth; undefined leaves it out. */
function mapIds(value: unknown, replace: () => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapIds(item, replace));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, idName.test(name) ? replace() : mapIds(member, replace)]),
  );
}
