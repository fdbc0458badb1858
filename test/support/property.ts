import * as fc from 'fast-check';

/**
 * `fc.assert` for a synchronous property. Called directly, `fc.assert` makes the linter report a promise that is not
 * awaited, because one of its overloads returns a promise.
 */
export function assertProperty<Values>(property: fc.IProperty<Values>, parameters?: fc.Parameters<Values>): void {
  void fc.assert(property, parameters);
}
