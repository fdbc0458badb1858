import type { Values } from '../form/values';
import type { CreateCustomerRequest } from './submission';

/** A form that was sent, and of which the page does not know yet what came of it. */
export interface Unanswered {
  readonly idempotencyKey: string;
  readonly request: CreateCustomerRequest;
  /** What was typed. */
  readonly values: Values;
  /** The creation to follow, once the API has said that the outcome is unknown. */
  readonly creationId?: string;
}

const place = 'unanswered-customer';

/**
 * Keeps it over a reload, in this tab alone: the request can then be sent again under its key, and does not create a second
 * customer. It is personal data, so it goes as soon as there is an answer, and with the tab.
 */
export function keep(unanswered: Unanswered): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(unanswered));
  } catch {
    // The browser allows no storage: a reload then starts with an empty form, as it would without this.
  }
}

/** @param providers what was kept for any other provider cannot go on. */
export function kept(providers: readonly string[]): Unanswered | undefined {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(place) ?? 'null');
    if (isUnanswered(found) && providers.includes(found.request.provider)) return found;
  } catch {
    // No storage, or no JSON.
  }
  forget();
  return undefined;
}

/** Whether it is what this page keeps: a version before it may have kept something else. */
function isUnanswered(found: unknown): found is Unanswered {
  const { idempotencyKey, request, values } = (found ?? {}) as Partial<Unanswered>;
  return (
    typeof idempotencyKey === 'string' &&
    typeof request?.provider === 'string' &&
    isObject(request.input) &&
    isObject(values)
  );
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export function forget(): void {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // As above: there is nothing to forget.
  }
}
