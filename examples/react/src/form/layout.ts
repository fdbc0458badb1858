/** How a field is shown. */
export interface Presentation {
  /** `pairs`: one `name=value` per line; `words`: a list separated by commas. */
  readonly widget:
    | 'text'
    | 'phone'
    | 'date'
    | 'prose'
    | 'select'
    | 'country'
    | 'state'
    | 'checkbox'
    | 'pairs'
    | 'words';
  /** Sixths of the form's width that it takes on a wide screen. The fields of a row add up to six. */
  readonly span: 2 | 3 | 6;
  readonly autoComplete?: string;
  readonly inputMode?: 'email';
}

export type GroupName = 'person' | 'address' | 'records' | 'onlyHere';

/**
 * The form: its groups, their fields in order, and what `providers` does not say of them. It is the same for every provider.
 * A field that is added to the API later and is not named here comes last in `records`.
 */
export const layout: Readonly<Record<Exclude<GroupName, 'onlyHere'>, Readonly<Record<string, Partial<Presentation>>>>> =
  {
    person: {
      firstName: { span: 3, autoComplete: 'given-name' },
      lastName: { span: 3, autoComplete: 'family-name' },
      email: { autoComplete: 'email', inputMode: 'email' },
      phone: { widget: 'phone', autoComplete: 'tel' },
      company: { span: 3, autoComplete: 'organization' },
      dateOfBirth: { span: 3, widget: 'date', autoComplete: 'bday' },
    },
    address: {
      'address.country': { widget: 'country', autoComplete: 'country' },
      'address.line1': { autoComplete: 'address-line1' },
      'address.line2': { span: 3, autoComplete: 'address-line2' },
      'address.line3': { span: 3, autoComplete: 'address-line3' },
      'address.city': { span: 2, autoComplete: 'address-level2' },
      'address.state': { span: 2, widget: 'state', autoComplete: 'address-level1' },
      'address.postalCode': { span: 2, autoComplete: 'postal-code' },
    },
    records: {
      reference: {},
      description: { widget: 'prose' },
      metadata: {},
    },
  };
