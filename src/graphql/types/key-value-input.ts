import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A key with its value.' })
export class KeyValueInput {
  @Field(() => String, { description: 'Unique within its list.' })
  key!: string;

  @Field(() => String, { description: 'Any text.' })
  value!: string;
}
