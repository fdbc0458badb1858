import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A key-value pair.' })
export class KeyValueInput {
  @Field(() => String, { description: 'Unique within the list.' })
  key!: string;

  @Field(() => String, { description: 'Any text.' })
  value!: string;
}
