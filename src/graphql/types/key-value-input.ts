import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A key-value pair. Give either `value` or `json`.' })
export class KeyValueInput {
  @Field(() => String, { description: 'Unique within the list.' })
  key!: string;

  @Field(() => String, { nullable: true, description: 'Any text.' })
  value?: string | null;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'Any JSON value, for providers that take it; others get it as JSON text.',
  })
  json?: unknown;
}
