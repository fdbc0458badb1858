import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withProviders } from '../../examples/orders/copy-providers.mjs';

it("`npm run supergraph` gives the orders' schema every provider", () => {
  const orders = withProviders('enum Provider {\n  OLD\n}\n\ntype Order', 'enum Provider { ONE "Two." TWO }');
  assert.equal(orders, 'enum Provider {\n  ONE\n  TWO\n}\n\ntype Order');
});
