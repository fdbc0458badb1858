import { providerDefinitions } from '../datasources/registry.js';
import type { ProviderCustomer as Link } from '../domain/customer.js';
import { type DefiniteFailure, isRetryable, type ProviderWords } from '../domain/provider-failure.js';
import { UnreachableCaseError } from '../domain/unreachable.js';
import type { CreateCustomerOutcome } from '../services/creation/outcome.js';
import {
  type CreateCustomerError,
  CustomerAlreadyExistsError,
  CustomerNotFoundError,
  IdempotencyKeyReusedError,
  InvalidCustomerInputError,
  ProviderAuthenticationError,
  ProviderNotConfiguredError,
  ProviderOutcomeUnknownError,
  ProviderRateLimitError,
  ProviderUnavailableError,
  ProviderValidationError,
  ServiceBusyError,
} from './types/create-customer-error.js';
import { ClientTokenError, CreateCustomerSuccess } from './types/create-customer-result.js';
import { Customer, ProviderCustomer } from './types/customer.js';
import { CustomerCreation } from './types/customer-creation.js';
import { Violation } from './types/violation.js';

const titles = new Map(providerDefinitions.map(({ name, title }) => [name, title]));

/** Converts an outcome to its GraphQL class. As each member has a class, the union needs no type resolver. */
export function toResult(outcome: CreateCustomerOutcome): CreateCustomerSuccess | CreateCustomerError {
  const { provider } = outcome;
  const title = titles.get(provider) ?? provider;
  const error = <T extends CreateCustomerError>(type: new () => T, fields: Omit<T, 'provider'>): T =>
    Object.assign(new type(), { provider }, fields);

  switch (outcome.kind) {
    case 'succeeded':
      return Object.assign(new CreateCustomerSuccess(), {
        customer: Customer.of(outcome.customer),
        providerCustomer: ProviderCustomer.of(outcome.providerCustomer),
        created: outcome.created,
        replayed: outcome.replayed,
        notSent: outcome.notSent,
        differences: outcome.differences,
        changed: outcome.changed,
        clientToken: outcome.clientToken,
        clientTokenError: outcome.clientTokenError && ClientTokenError.of(outcome.clientTokenError),
      });
    case 'invalid-input':
      return error(InvalidCustomerInputError, {
        message: `The input is not valid for ${title}; nothing was sent. See violations.`,
        retryable: false,
        violations: outcome.violations.map(Violation.of),
      });
    case 'customer-not-found':
      return error(CustomerNotFoundError, {
        message: 'No customer has this customerId. Leave it out to create a new customer.',
        retryable: false,
        customerId: outcome.customerId,
      });
    case 'not-configured':
      return error(ProviderNotConfiguredError, {
        message: `This service has no credentials for the account "${shorten(outcome.account)}" of ${title}.`,
        retryable: false,
        account: shorten(outcome.account),
      });
    case 'key-reused':
      return error(IdempotencyKeyReusedError, {
        message:
          'This idempotency key was used with a different request. Use a new key for every customer that you create.',
        retryable: false,
      });
    case 'unknown':
      return error(ProviderOutcomeUnknownError, {
        ...wordsOf(outcome.words),
        message: `It is not known whether ${title} created the customer: ${outcome.reason}.`,
        retryable: false,
        creation: CustomerCreation.of(outcome.creation),
      });
    case 'failed':
      return toProviderError(outcome.failure, title, error, outcome.existing);
    default:
      throw new UnreachableCaseError(outcome);
  }
}

const wordsOf = ({ providerCode, providerMessage, httpStatus }: ProviderWords = {}) => ({
  providerCode,
  providerMessage,
  httpStatus,
});

type MakeError = <T extends CreateCustomerError>(type: new () => T, fields: Omit<T, 'provider'>) => T;

function toProviderError(failure: DefiniteFailure, title: string, error: MakeError, existing?: Link) {
  const retryable = isRetryable(failure);
  if (failure.kind === 'busy') {
    const { reason, retryAfterSeconds } = failure;
    return error(ServiceBusyError, {
      message: `Nothing was sent to ${title}: ${reason}.`,
      retryable,
      retryAfterSeconds,
    });
  }
  const common = { ...wordsOf(failure), retryable };
  switch (failure.kind) {
    case 'validation':
      return error(ProviderValidationError, {
        ...common,
        message: `${title} refused the data; nothing was created.`,
        violations: failure.violations.map(Violation.of),
      });
    case 'authentication':
      return error(ProviderAuthenticationError, {
        ...common,
        message: `${title} refused this service's credentials; nothing was created.`,
      });
    case 'rate-limit':
      return error(ProviderRateLimitError, {
        ...common,
        message: `Too many requests for ${title}; nothing was created.`,
        retryAfterSeconds: failure.retryAfterSeconds,
      });
    case 'unavailable':
      return error(ProviderUnavailableError, {
        ...common,
        message: `Nothing was created at ${title}: ${failure.reason}.`,
      });
    case 'already-exists':
      return error(CustomerAlreadyExistsError, {
        ...common,
        message: `${title} already has a record of this customer that was made elsewhere; nothing was created.`,
        externalId: failure.existingExternalId,
        existing: existing && ProviderCustomer.of(existing),
      });
    default:
      throw new UnreachableCaseError(failure);
  }
}

/** An account that is not configured may have a name of any length. */
const shorten = (account: string): string => (account.length > 64 ? `${account.slice(0, 64)}…` : account);
