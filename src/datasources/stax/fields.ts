import type { CreateCustomerRequest } from '../../generated/wire/stax.js';
import { stateCode } from '../kit/state-code.js';
import type { WireField } from '../provider-definition.js';
import { alpha3 } from './country.js';
import { customFieldAt, customFieldsPath, replacedMetadata, toCustomFields } from './custom-fields.js';
import {
  allowCardPaymentsPath,
  ccEmailsPath,
  ccSmsPath,
  furtherOptionsPath,
  toCcEmails,
  toCcSms,
  toFurtherOptions,
} from './options.js';

/** How Stax's request body is made from the provider-neutral input. */
export const fields: readonly WireField<CreateCustomerRequest>[] = [
  { wire: '/firstname', input: [['firstName']] },
  { wire: '/lastname', input: [['lastName']] },
  { wire: '/email', input: [['email']] },
  {
    wire: '/phone',
    input: [['phone']],
    value: ({ profile: { phone } }) => phone && `${phone.countryCode}${phone.nationalNumber}`,
  },
  { wire: '/company', input: [['company']] },
  { wire: '/notes', input: [['description']] },
  { wire: '/address_1', input: [['address', 'line1']] },
  { wire: '/address_2', input: [['address', 'line2']] },
  { wire: '/address_city', input: [['address', 'city']] },
  // The document's length.
  {
    wire: '/address_state',
    input: [['address', 'state']],
    value: ({ profile: { address = {} } }) => stateCode(address, 2),
  },
  { wire: '/address_zip', input: [['address', 'postalCode']] },
  {
    wire: '/address_country',
    input: [['address', 'country']],
    value: ({ profile: { address } }) => address?.country && alpha3(address.country),
  },
  { wire: '/reference', input: [['reference']], value: ({ merchantCustomerId }) => merchantCustomerId },
  { wire: '/cc_emails', input: [ccEmailsPath], value: toCcEmails },
  { wire: '/cc_sms', input: [ccSmsPath], value: toCcSms },
  { wire: '/allow_invoice_credit_card_payments', input: [allowCardPaymentsPath] },
  // Before the custom fields, which are put into the same object.
  { wire: '/options', input: [furtherOptionsPath], value: toFurtherOptions },
  {
    wire: '/options/customer_custom_fields',
    input: [['metadata'], customFieldsPath],
    value: toCustomFields,
    entryAt: customFieldAt,
    leavesOut: replacedMetadata,
  },
];
