import { Field, InputType, ObjectType } from 'type-graphql';
import { Customer } from './customer.js';
import { PageInfo } from './page-info.js';
import { Provider } from './provider.js';

@InputType({ description: 'Conditions that must all hold; texts must be equal.' })
export class CustomerFilterInput {
  @Field(() => String, { nullable: true, description: "The caller's own id." })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address, as it was given.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number in E.164 form.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Company name.' })
  company?: string | null;

  @Field(() => Provider, { nullable: true, description: 'With a record at this provider.' })
  provider?: string | null;

  @Field(() => String, { nullable: true, description: 'With a record at a merchant account of this name.' })
  account?: string | null;
}

// The same type in every subgraph that follows Relay.
@ObjectType({ description: 'A customer and its place in the list.' })
export class CustomerEdge {
  @Field(() => String, { description: 'Opaque.' })
  cursor!: string;

  @Field(() => Customer, { description: 'The customer.' })
  node!: Customer;
}

@ObjectType({ description: 'A page of customers.' })
export class CustomerConnection {
  @Field(() => [CustomerEdge], { description: 'The customers, oldest first.' })
  edges!: readonly CustomerEdge[];

  @Field(() => PageInfo, { description: 'Where the page lies.' })
  pageInfo!: PageInfo;
}
