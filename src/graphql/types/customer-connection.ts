import { Field, InputType, ObjectType } from 'type-graphql';
import { Customer } from './customer.js';
import { PageInfo } from './page-info.js';
import { Provider } from './provider.js';

@InputType({ description: 'Conditions that must all hold. Texts must match exactly.' })
export class CustomerFilterInput {
  @Field(() => String, { nullable: true, description: 'Your own id for the customer.' })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number in E.164 form.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Company name.' })
  company?: string | null;

  @Field(() => Provider, { nullable: true, description: 'Only customers with a record at this provider.' })
  provider?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only customers with a record at a merchant account of this name.',
  })
  account?: string | null;
}

// The same type in every subgraph that follows Relay.
@ObjectType({ description: 'A customer and its cursor.' })
export class CustomerEdge {
  @Field(() => String, { description: 'Opaque; for the argument `after`.' })
  cursor!: string;

  @Field(() => Customer, { description: 'The customer.' })
  node!: Customer;
}

@ObjectType({ description: 'A page of customers.' })
export class CustomerConnection {
  @Field(() => [CustomerEdge], { description: 'The customers, oldest first.' })
  edges!: readonly CustomerEdge[];

  @Field(() => PageInfo, { description: 'What lies before and after the page.' })
  pageInfo!: PageInfo;
}
