import * as claims from '../../src/repositories/claim-statements.js';
import * as creation from '../../src/repositories/creation-statements.js';
import * as customer from '../../src/repositories/customer-statements.js';
import * as modes from '../../src/repositories/mode-statements.js';
import * as providerCustomer from '../../src/repositories/provider-customer-statements.js';
import * as quota from '../../src/repositories/quota-statements.js';
import * as recovery from '../../src/repositories/recovery-statements.js';

export interface NamedStatement {
  /** What its first line must say: the table, and the name of the constant. */
  readonly name: string;
  /** Of a statement that has two forms: whether this is the one for several rows. */
  readonly form?: 'one' | 'several';
  readonly text: string;
}

/** All of our own SQL statements. */
export const ourStatements: readonly NamedStatement[] = Object.entries({
  creation: { ...creation, ...claims, ...modes, ...recovery },
  customer,
  providerCustomer,
  quota,
}).flatMap(([table, members]) =>
  Object.entries(members).flatMap(([member, statement]) => {
    const name = `${table}.${member}`;
    if (typeof statement === 'string') return [{ name, text: statement }];
    return (['one', 'several'] as const).map((form) => ({ name, form, text: statement[form] }));
  }),
);
