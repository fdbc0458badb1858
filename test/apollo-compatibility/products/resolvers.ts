import { Arg, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { ReferenceResolvers, Representation } from '../../../src/graphql/federation.js';
import { deprecatedProducts, products, studies, users } from './catalogue.js';
import { DeprecatedProduct, Product, User } from './types.js';

@Resolver()
export class ProductsResolver {
  @Query(() => Product, { nullable: true })
  product(@Arg('id', () => ID) id: string): Product | undefined {
    return products.find((product) => product.id === id);
  }

  @Query(() => DeprecatedProduct, { nullable: true, deprecationReason: 'Ask for the product.' })
  deprecatedProduct(
    @Arg('sku', () => String) sku: string,
    @Arg('package', () => String) from: string,
  ): DeprecatedProduct | undefined {
    return deprecatedProducts.find((product) => product.sku === sku && product.package === from);
  }
}

@Resolver(() => User)
export class UserResolver {
  /** From what the gateway has asked the users' own subgraph for. */
  @Directive('@requires(fields: "totalProductsCreated yearsOfEmployment")')
  @FieldResolver(() => Int, { nullable: true })
  averageProductsCreatedPerYear(@Root() { totalProductsCreated, yearsOfEmployment }: User): number | undefined {
    return totalProductsCreated && Math.round(totalProductsCreated / yearsOfEmployment);
  }
}

/** Finds what has everything that a representation has, or else is no such thing. */
function having<Entity extends object>(
  entities: readonly Entity[],
  isMeant: (entity: Entity, key: Representation) => boolean,
) {
  return {
    async __resolveReference(key: Representation): Promise<Entity | null> {
      const found = entities.find((entity) => isMeant(entity, key));
      return found ? { ...found } : null;
    },
  };
}

const innerId = (value: unknown, name: string): unknown => (value as Representation | undefined)?.[name];

export const references: ReferenceResolvers = {
  Product: having(products, ({ id, sku, package: from, variation }, key) =>
    key.id === undefined
      ? sku === key.sku && (from === key.package || variation?.id === innerId(key.variation, 'id'))
      : id === key.id,
  ),
  DeprecatedProduct: having(deprecatedProducts, (it, key) => it.sku === key.sku && it.package === key.package),
  ProductResearch: having(studies, ({ study }, key) => study.caseNumber === innerId(key.study, 'caseNumber')),
  User: {
    async __resolveReference(key) {
      const found = users.find(({ email }) => email === key.email);
      return found ? { ...found, ...key } : null;
    },
  },
  Inventory: {
    // Every inventory has the same ones.
    __resolveReference: async ({ id }) => ({ id, deprecatedProducts }),
  },
};
