import { Field, ObjectType, registerEnumType } from 'type-graphql';
import {
  type ViolationCode as Code,
  type Violation as DomainViolation,
  violationCodes,
} from '../../domain/violation.js';

const ViolationCode = Object.fromEntries(Object.keys(violationCodes).map((code) => [code, code]));

registerEnumType(ViolationCode, {
  name: 'ViolationCode',
  description: 'What is wrong with an input. Codes may be added: treat an unknown one as INVALID_VALUE.',
  valuesConfig: Object.fromEntries(
    Object.entries(violationCodes).map(([code, description]) => [code, { description }] as const),
  ),
});

@ObjectType({
  description: 'One mistake in the input, with the path of the input to correct.',
})
export class Violation {
  @Field(() => [String], {
    description:
      'Path in `CreateCustomerInput`, such as `["address", "country"]`; list indexes are decimal numbers. Empty when ' +
      'no single input is at fault.',
  })
  path!: readonly string[];

  @Field(() => ViolationCode, { description: 'Stable, for use in code.' })
  code!: Code;

  @Field(() => String, { description: 'A sentence that describes a valid value.' })
  message!: string;

  static of(violation: DomainViolation): Violation {
    return Object.assign(new Violation(), violation);
  }
}
