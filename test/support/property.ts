import * as fc from 'fast-check';

/** `fc.assert` for a property that is not asynchronous; among its overloads the linter sees the one with a promise. */
export function assertProperty<Values>(property: fc.IProperty<Values>, parameters?: fc.Parameters<Values>): void {
  void fc.assert(property, parameters);
}
