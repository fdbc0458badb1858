import { setTimeout as sleep } from 'node:timers/promises';
import { type Creation, isUnderWay } from '../../domain/creation.js';
import type { Dependencies } from '../dependencies.js';

/** Milliseconds between two polls of a creation that somebody else carries out: at first, and at most. */
const poll = { first: 20, most: 400 } as const;

/**
 * Waits for a creation that another call carries out; returns it as it is when it ends, or at the deadline.
 *
 * @param deadline by `performance.now()`.
 */
export async function waitForCreation(
  { creations, warn }: Pick<Dependencies, 'creations' | 'warn'>,
  creation: Creation,
  deadline: number,
): Promise<Creation> {
  let current = creation;
  let pause: number = poll.first;
  while (isUnderWay(current) && performance.now() < deadline) {
    await sleep(Math.min(pause, Math.max(1, deadline - performance.now())));
    pause = Math.min(pause * 1.5, poll.most);
    try {
      current = (await creations.find(creation.id)) ?? current;
    } catch (error) {
      // A failed read is no outcome: the creation may have been sent by this very call, or end before the next poll.
      warn(error, creation.id);
    }
  }
  return current;
}
