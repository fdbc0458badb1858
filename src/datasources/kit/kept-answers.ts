import type { Resend } from '../payment-data-source.js';

/** Whether the provider's idempotency key keeps an answer with this status, and gives it to every repeat. */
export function keepsAnswer(resend: Resend, status: number): boolean {
  if (resend.harmless !== 'while-key-lives') return false;
  const { statuses, except = [] } = resend.keeps;
  const group = `${Math.floor(status / 100)}xx`;
  return (
    group === '2xx' || ((statuses.includes(status) || statuses.some((it) => it === group)) && !except.includes(status))
  );
}

/**
 * Whether an answer that leaves the outcome open is all that the key will ever bring. A 5xx and a 408 end the request
 * with that key. Any other, such as 409, may only say that an earlier request with it is still at work, until that must
 * have ended.
 *
 * @param sentLongAgo whether any earlier request with the key must have ended by now.
 */
export function isLastWord(resend: Resend, status: number, sentLongAgo: boolean): boolean {
  const endsRequest = status < 300 || status >= 500 || status === 408;
  return keepsAnswer(resend, status) && (endsRequest || sentLongAgo);
}
