import type { InputPath } from '../../domain/customer.js';
import { normalEmail } from '../../domain/email.js';
import { normalId } from '../../domain/text.js';
import { parseJson } from '../kit/parse-json.js';
import { listAt, textAt, valueAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { OptionField } from '../provider-definition.js';

const pathOf = (option: string): InputPath => ['providerOptions', 'stax', option];

export const ccEmailsPath = pathOf('ccEmails');
export const ccSmsPath = pathOf('ccSms');
export const allowCardPaymentsPath = pathOf('allowInvoiceCreditCardPayments');
export const furtherOptionsPath = pathOf('options');

/** What Stax has and no other provider; the fields come from a published contract of its API. */
export const options: Readonly<Record<string, OptionField>> = {
  customFields: {
    type: '[Object!]',
    description:
      'Custom fields of the customer’s record at Stax, in addition to those made from `metadata`: each key is a name. For ' +
      'a name that metadata has too, what is given here is sent, with the value of the metadata if there is none here.',
    object: {
      name: 'CustomField',
      description: 'A custom field of a customer at Stax. Give a name or an id.',
      members: {
        id: { type: 'String', description: 'Stax’s id of the field, if you know it.' },
        name: { type: 'String', description: 'Its name.' },
        // Before `value`, as in the type that it was first: the order of members is part of stored fingerprints.
        key: { type: 'String', description: 'Its name.', deprecated: 'Use `name`.' },
        value: { type: 'String', description: 'Its value, a text whatever it means.' },
        type: { type: 'String', description: 'How Stax is to read the value; `text` unless given.' },
        placeholder: { type: 'String', description: 'What Stax shows in the field while it is empty.' },
        required: { type: 'Boolean', description: 'Whether Stax requires the field.' },
        visible: { type: 'Boolean', description: 'Whether Stax shows the field.' },
      },
    },
  },
  ccEmails: { type: '[String!]', description: 'E-mail addresses that get copies of what Stax sends to the customer.' },
  ccSms: { type: '[String!]', description: 'Telephone numbers that get copies of Stax’s text messages.' },
  allowInvoiceCreditCardPayments: {
    type: 'Boolean',
    description: 'Whether the customer may pay invoices by credit card.',
  },
  options: {
    type: '[KeyValue!]',
    description: 'Further members of the object `options` of the customer’s record at Stax, beside the custom fields.',
  },
};

/** Addresses as all others are sent: without unseen characters, and with Punycode. */
export const toCcEmails = (request: CreateCustomerRequest): readonly string[] | undefined =>
  textsAt(request, 'ccEmails', (text) => normalEmail(text) ?? text);

export const toCcSms = (request: CreateCustomerRequest): readonly string[] | undefined => textsAt(request, 'ccSms');

/** The members of Stax's `options` object beside the custom fields; undefined when there are none. */
export function toFurtherOptions({ options }: CreateCustomerRequest): Readonly<Record<string, unknown>> | undefined {
  const entries = listAt(options, 'options').map((entry) => {
    const value = valueAt(entry, 'value');
    return [textAt(entry, 'key') ?? '', valueAt(entry, 'json') === true ? parseJson(String(value)) : value] as const;
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function textsAt(
  { options }: CreateCustomerRequest,
  option: string,
  normal: (text: string) => string = (text) => text,
): readonly string[] | undefined {
  const texts = listAt(options, option).map((text) => normal(normalId(String(text))));
  return texts.length > 0 ? texts : undefined;
}
