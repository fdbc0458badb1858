import { Ctx, Query, Resolver } from 'type-graphql';
import { commonRule } from '../../services/input/input-constraints.js';
import type { Context } from '../context.js';
import { ProviderInfo } from '../types/provider-info.js';

@Resolver()
export class ProvidersResolver {
  @Query(() => [ProviderInfo], {
    description:
      'All providers: the inputs that each accepts, enough to build a form, and how each is configured here.',
  })
  providers(@Ctx() { providers }: Context): ProviderInfo[] {
    return providers().map((state) =>
      ProviderInfo.of({
        ...state,
        // The checks that apply to every provider apply in addition to the provider's own limits.
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
