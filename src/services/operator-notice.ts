/** Something that an operator should see to. Its message holds nothing of a customer but the provider's ids. */
export class OperatorNotice extends Error {
  override readonly name = 'OperatorNotice';
}
