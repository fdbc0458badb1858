import type { InputPath } from '../../domain/customer.js';
import type { Violation, ViolationCode } from '../../domain/violation.js';

/** Notes a violation. Returns undefined, which stands for the value that was wrong. */
export type Complain = (path: InputPath, code: ViolationCode, message: string) => undefined;

/** A list of violations, and the function that adds to it. */
export function collectViolations(): { readonly violations: readonly Violation[]; readonly complain: Complain } {
  const violations: Violation[] = [];
  const complain: Complain = (path, code, message) => {
    violations.push({ path, code, message });
    return undefined;
  };
  return { violations, complain };
}
