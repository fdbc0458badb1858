import { Ctx, Query, Resolver } from 'type-graphql';
import { longestMetadata, longestTexts } from '../../services/check-input.js';
import type { Context } from '../context.js';
import { ProviderInfo } from '../types/provider-info.js';

const { entries, key, value } = longestMetadata;
/** Where the provider has no narrower limits of its own. */
const metadataHint = `At most ${entries} entries, ${key} characters in a key, and ${value} characters in a value.`;

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
          const most = (longestTexts as Readonly<Record<string, number>>)[input.path.join('.')];
          const hint = input.hint ?? (input.path[0] === 'metadata' ? metadataHint : undefined);
          return { ...input, hint, maxLength: smaller(input.maxLength, most) };
        }),
      }),
    );
  }
}

const smaller = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
