import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import { normalAccount, normalId, normalText } from '../../domain/text.js';
import { normalPhone } from '../../services/input/check-phone.js';
import { maxPageSize, pageArguments, toConnection } from '../connection.js';
import type { Context } from '../context.js';
import { Customer } from '../types/customer.js';
import { CustomerConnection, CustomerFilterInput } from '../types/customer-connection.js';

/** In the form in which the values of a filter's field are stored. */
function normalFor(name: string): (value: string) => string {
  if (name === 'account') return normalAccount;
  if (name === 'phone') return normalPhone;
  return name === 'reference' || name === 'email' ? normalId : normalText;
}

@Resolver()
export class CustomersResolver {
  @Directive('@listSize(slicingArguments: ["first"], sizedFields: ["edges"])')
  @Query(() => CustomerConnection, { description: 'A page of unified customers, oldest first.' })
  async customers(
    @Arg('first', () => Int, { defaultValue: 20, description: `Page size, at most ${maxPageSize}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor: the page starts after it.' })
    after: string | null | undefined,
    @Arg('filter', () => CustomerFilterInput, {
      nullable: true,
      description: 'Only customers that meet all of these conditions.',
    })
    filter: CustomerFilterInput | null | undefined,
    @Ctx() { pageOfCustomers }: Context,
  ): Promise<CustomerConnection> {
    const given = Object.entries(filter ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, normalFor(name)(value)]] : [],
    );
    const page = await pageOfCustomers({ ...pageArguments(first, after), filter: Object.fromEntries(given) });
    return toConnection(page.customers, Customer.of, page.hasNextPage, after);
  }
}
