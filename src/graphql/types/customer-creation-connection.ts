import { Field, ObjectType } from 'type-graphql';
import { CustomerCreation } from './customer-creation.js';
import { PageInfo } from './page-info.js';

@ObjectType({ description: 'A creation and its cursor.' })
export class CustomerCreationEdge {
  @Field(() => String, { description: 'Opaque; for the argument `after`.' })
  cursor!: string;

  @Field(() => CustomerCreation, { description: 'The creation.' })
  node!: CustomerCreation;
}

@ObjectType({ description: 'A page of creations.' })
export class CustomerCreationConnection {
  @Field(() => [CustomerCreationEdge], { description: 'The creations, oldest first.' })
  edges!: readonly CustomerCreationEdge[];

  @Field(() => PageInfo, { description: 'What lies before and after the page.' })
  pageInfo!: PageInfo;
}
