/**
 * Whether what callers were told can be true: whether every call can have taken effect at one moment between its begin
 * and its end, one after the other, so that each answer follows from the calls before it. This is the search of Wing and
 * Gong (1993), which remembers where it has already failed (Lowe 2017).
 */

/** What a call was told of its customer at its provider. */
export type Told =
  | { readonly created: boolean; readonly customerId: string; readonly externalId: string }
  /** Certainly not there: neither this call nor one before it has created it. */
  | 'absent';

/** A call that wants one customer at one provider. */
export interface Call {
  readonly provider: string;
  /** Of one clock for all calls, in milliseconds. */
  readonly begin: number;
  /** Absent: no answer, or one that leaves the outcome open. It may take effect at any time after its begin, or never. */
  readonly answer?: { readonly end: number; readonly told: Told } | undefined;
}

/** One customer: its unified id, and its id at each provider that has it. Neither ever changes. */
interface State {
  /** Undefined until an answer has named it. */
  readonly customerId: string | undefined;
  readonly externalIds: ReadonlyMap<string, string>;
}

/** The provider's id of a customer that was created by a call without answer, until another answer names it. */
const anyId = '';

/** The state after the call, the same one if nothing changes; undefined if the call is impossible, or idle, here. */
function apply(state: State, { provider, answer }: Call): State | undefined {
  const id = state.externalIds.get(provider);
  if (answer === undefined) return id === undefined ? linked(state, provider, anyId, state.customerId) : undefined;
  if (answer.told === 'absent') return id === undefined ? state : undefined;
  const { created, customerId, externalId } = answer.told;
  if (created !== (id === undefined)) return undefined;
  if (id !== undefined && id !== anyId && id !== externalId) return undefined;
  if (state.customerId !== undefined && state.customerId !== customerId) return undefined;
  return id === externalId && state.customerId === customerId ? state : linked(state, provider, externalId, customerId);
}

const linked = (state: State, provider: string, id: string, customerId: string | undefined): State => ({
  customerId,
  externalIds: new Map([...state.externalIds, [provider, id]]),
});

/** @param calls All calls that want one and the same customer, in any order. */
export function isLinearizable(calls: readonly Call[]): boolean {
  const inOrder = calls.toSorted((one, other) => one.begin - other.begin);
  const call = (number: number) => inOrder[number] as Call;
  const failed = new Set<string>();

  /** @param left Numbers of the calls that have not taken effect yet. */
  function search(left: readonly number[], state: State): boolean {
    const ends = left.flatMap((number) => call(number).answer?.end ?? []);
    if (ends.length === 0) return true;
    const place = JSON.stringify([left, state.customerId, [...state.externalIds].sort()]);
    if (failed.has(place)) return false;

    const steps = firstOf(left, Math.min(...ends)).flatMap((number) => {
      const after = apply(state, call(number));
      return after === undefined ? [] : [{ number, after }];
    });
    // What changes nothing is in nobody's way: if it is possible now, no other order can be better.
    const idle = steps.find(({ after }) => after === state);
    for (const { number, after } of idle ? [idle] : steps) {
      if (
        search(
          left.filter((other) => other !== number),
          after,
        )
      )
        return true;
    }
    failed.add(place);
    return false;
  }

  /** Those that may be the next to take effect: begun before any other has ended. */
  function firstOf(left: readonly number[], firstEnd: number): readonly number[] {
    const unanswered = new Set<string>();
    return left.filter((number) => {
      const { begin, provider, answer } = call(number);
      if (begin > firstEnd) return false;
      // Of several without answer at one provider, the first can stand for each of the others.
      return answer !== undefined || unanswered.size < unanswered.add(provider).size;
    });
  }
  return search([...inOrder.keys()], { customerId: undefined, externalIds: new Map() });
}

/**
 * The fewest answers, taken one by one, that contradict each other even if every other call were without answer;
 * undefined if there is no contradiction. (To leave the other calls out would make contradictions of its own: one of
 * them may have created the customer.)
 */
export function contradiction<C extends Call>(calls: readonly C[]): readonly C[] | undefined {
  if (isLinearizable(calls)) return undefined;
  const needed = new Set(calls.filter(({ answer }) => answer !== undefined));
  for (const call of [...needed].sort((one, other) => (other.answer?.end ?? 0) - (one.answer?.end ?? 0))) {
    needed.delete(call);
    if (isLinearizable(calls.map((one) => (needed.has(one) ? one : { ...one, answer: undefined })))) needed.add(call);
  }
  return [...needed].sort((one, other) => one.begin - other.begin);
}
