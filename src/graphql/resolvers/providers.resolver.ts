import { Ctx, Query, Resolver } from 'type-graphql';
import { commonRule } from '../../services/input/input-constraints.js';
import type { Context } from '../context.js';
import { ProviderInfo } from '../types/provider-info.js';

@Resolver()
export class ProvidersResolver {
  @Query(() => [ProviderInfo], {
    description:
      'Every provider there is: what it takes, so that a form can be built from it, and how it is configured.',
  })
  providers(@Ctx() { providers }: Context): ProviderInfo[] {
    return providers().map((state) =>
      ProviderInfo.of({
        ...state,
        // What is checked for every provider alike holds beside what the provider itself says.
        inputs: state.inputs.map((input) => {
          const { maxLength, format, hint } = commonRule(input.path, input.type);
          return {
            ...input,
            maxLength: smaller(input.maxLength, maxLength),
            format: input.format ?? format,
            hint: input.hint ?? hint,
          };
        }),
      }),
    );
  }
}

const smaller = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
