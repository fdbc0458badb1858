import type { InputPath } from '../../domain/customer.js';

/** `A`, `A and B`, `A, B, and C`. */
export const listed = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);

/** `['address', 'city']` → `address.city`. */
export const pathName = (path: InputPath): string => (path.length === 1 ? (path[0] as string) : path.join('.'));
