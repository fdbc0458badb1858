import type { DeprecatedProduct, Product, ProductResearch, User } from './types.js';

/** What Apollo's tests expect to find, and no more. */

export const users: readonly User[] = [
  { email: 'support@apollographql.com', name: 'Jane Smith', totalProductsCreated: 120, yearsOfEmployment: 10 },
];
const [createdBy] = users;

const research: readonly ProductResearch[] = [
  { study: { caseNumber: '1234', description: 'Federation Study' } },
  { study: { caseNumber: '1235', description: 'Studio Study' } },
];

export const products: readonly Product[] = [
  {
    id: 'apollo-federation',
    sku: 'federation',
    package: '@apollo/federation',
    variation: { id: 'OSS' },
    dimensions: { size: 'small', weight: 1, unit: 'kg' },
    createdBy,
    research: research.slice(0, 1),
  },
  {
    id: 'apollo-studio',
    sku: 'studio',
    package: '',
    variation: { id: 'platform' },
    dimensions: { size: 'small', weight: 1, unit: 'kg' },
    createdBy,
    research: research.slice(1),
  },
];

export const deprecatedProducts: readonly DeprecatedProduct[] = [
  {
    sku: 'apollo-federation-v1',
    package: '@apollo/federation-v1',
    reason: 'Migrate to Federation V2',
    createdBy,
  },
];

export const studies: readonly ProductResearch[] = research;
