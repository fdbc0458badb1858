import type { CreateCustomerError } from '../submission/submission';

/** How an error is shown to the user: what happened, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly advice: string;
}

const tryAgainAfter = (seconds?: number | null): string =>
  seconds ? `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.` : 'Wait a little, then try again.';

/**
 * The texts for every error of the union. The default is for errors that are added later: they have the fields of
 * `CreateCustomerError`, so the notice can still show their message.
 */
export function wordsFor(error: CreateCustomerError): ErrorWords {
  const { retryable } = error;
  switch (error.__typename) {
    case 'InvalidCustomerInputError':
      return { title: 'Some fields need another look', advice: 'Correct them and send the form again.' };
    case 'ProviderValidationError':
      return {
        title: 'The provider refused the data',
        advice: 'Correct what it complains of and send the form again.',
      };
    case 'ProviderAuthenticationError':
      return {
        title: 'The provider did not let this service in',
        advice: 'Nothing is wrong with what you typed. An operator has to check the credentials; then try again.',
      };
    case 'ProviderRateLimitError':
      return { title: 'Too many requests', advice: tryAgainAfter(error.retryAfterSeconds) };
    case 'ServiceBusyError':
      return {
        title: 'Too much to do at the moment',
        advice: `Nothing was sent, and what you typed is kept. ${tryAgainAfter(error.retryAfterSeconds)}`,
      };
    case 'ProviderUnavailableError':
      return { title: 'The provider cannot be reached', advice: 'What you typed is kept. Try again in a moment.' };
    case 'ProviderOutcomeUnknownError':
      return { title: 'It is not known yet whether the customer was created', advice: 'Do not create it anew.' };
    case 'CustomerAlreadyExistsError':
      return {
        title: 'The provider has this customer already',
        advice: error.existing
          ? `Its record ${error.existing.externalId} belongs to the customer ${error.existing.customer.id}.`
          : 'Use that record, or other data.',
      };
    case 'IdempotencyKeyReusedError':
      return {
        title: 'This form was sent before, with other data',
        advice: 'That customer may exist already. Look for it first; then start a new form.',
      };
    case 'CustomerNotFoundError':
      return { title: 'There is no such customer', advice: `Nobody has the id ${error.customerId}.` };
    case 'ProviderNotConfiguredError':
      return {
        title: 'The provider is not set up',
        advice: `Choose another provider, or have the account “${error.account}” configured.`,
      };
    default:
      return {
        title: 'The customer was not created',
        advice: retryable ? 'You can try again.' : 'Something has to change before you try again.',
      };
  }
}
