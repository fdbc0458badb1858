import { Field, ObjectType, registerEnumType } from 'type-graphql';
import {
  type ViolationCode as Code,
  type Violation as DomainViolation,
  violationCodes,
} from '../../domain/violation.js';

const ViolationCode = Object.fromEntries(Object.keys(violationCodes).map((code) => [code, code]));

registerEnumType(ViolationCode, {
  name: 'ViolationCode',
  description: 'What is wrong with an input. New codes may be added: treat one you do not know as INVALID_VALUE.',
  valuesConfig: Object.fromEntries(
    Object.entries(violationCodes).map(([code, description]) => [code, { description }] as const),
  ),
});

@ObjectType({
  description: 'One thing in the input that the caller can correct, at the place where it can be corrected.',
})
export class Violation {
  @Field(() => [String], {
    description:
      'Where in `CreateCustomerInput`, such as `["address", "country"]`; list positions are decimal numbers. ' +
      'Empty when no single place is to blame.',
  })
  path!: readonly string[];

  @Field(() => ViolationCode, { description: 'Stable; made to switch on.' })
  code!: Code;

  @Field(() => String, { description: 'A sentence that says what would be right.' })
  message!: string;

  static of(violation: DomainViolation): Violation {
    return Object.assign(new Violation(), violation);
  }
}
