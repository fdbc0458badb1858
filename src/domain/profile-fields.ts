import type { Address, CustomerProfile, InputPath } from './customer.js';

/**
 * Which characters and which format a text may have. `prose` may have several lines; characters that nobody sees stay in it
 * and in `text`, and are taken out of all others.
 */
export type TextKind = 'id' | 'text' | 'prose' | 'email' | 'date-of-birth' | 'country';

export interface TextField {
  readonly kind: TextKind;
  /**
   * In Unicode code points. It limits what is stored, and is never narrower than a limit of a provider's OpenAPI document
   * (`our-limits.test.ts`), so that what any provider takes can be stored.
   */
  readonly maxLength: number;
}

/** A phone number: a text in the input, its parts in the profile, E.164 in the database. */
export interface PhoneField {
  readonly kind: 'phone';
  readonly maxLength: number;
}

/** An object of texts, those of {@link addressLines}. */
export interface AddressField {
  readonly kind: 'address';
}

export interface MetadataField {
  readonly kind: 'metadata';
  readonly maxEntries: number;
  readonly maxKeyLength: number;
  readonly maxValueLength: number;
}

/** One field of the profile, and its column in the table `customer`. */
export type ProfileField = (TextField | PhoneField | AddressField | MetadataField) & { readonly column: string };

/**
 * Every field of a customer's profile. Checks, SQL, rows and input paths derive from this table;
 * docs/adding-an-input-field.md names the few places that do not.
 *
 * Violations and `notSent` are in this order. A new field can go anywhere, but the present order must stay: the
 * fingerprint of a request, which is stored with its idempotency key, depends on it.
 */
export const profileFields = {
  reference: { kind: 'id', column: 'reference', maxLength: 255 },
  firstName: { kind: 'text', column: 'first_name', maxLength: 255 },
  lastName: { kind: 'text', column: 'last_name', maxLength: 255 },
  email: { kind: 'email', column: 'email', maxLength: 255 },
  phone: { kind: 'phone', column: 'phone', maxLength: 255 },
  company: { kind: 'text', column: 'company', maxLength: 255 },
  dateOfBirth: { kind: 'date-of-birth', column: 'date_of_birth', maxLength: 10 },
  description: { kind: 'prose', column: 'description', maxLength: 21_844 },
  address: { kind: 'address', column: 'address' },
  metadata: { kind: 'metadata', column: 'metadata', maxEntries: 100, maxKeyLength: 255, maxValueLength: 2000 },
} as const satisfies Record<keyof CustomerProfile, ProfileField>;

/** The fields of an address, which is stored as one JSON object. The order must stay, as above. */
export const addressLines = {
  line1: { kind: 'prose', maxLength: 255 },
  line2: { kind: 'prose', maxLength: 255 },
  line3: { kind: 'prose', maxLength: 255 },
  city: { kind: 'text', maxLength: 255 },
  state: { kind: 'text', maxLength: 256 },
  postalCode: { kind: 'text', maxLength: 50 },
  country: { kind: 'country', maxLength: 2 },
} as const satisfies Record<keyof Address, TextField>;

export const profileFieldNames = Object.keys(profileFields) as readonly (keyof CustomerProfile)[];
export const addressLineNames = Object.keys(addressLines) as readonly (keyof Address)[];

/** A single value of the profile. */
export interface ProfilePlace {
  readonly path: InputPath;
  readonly field: TextField | PhoneField | MetadataField;
}

/** The paths of all values, such as `["email"]` and `["address", "city"]`. */
export const profilePlaces: readonly ProfilePlace[] = profileFieldNames.flatMap<ProfilePlace>((name) => {
  const field = profileFields[name];
  return field.kind === 'address'
    ? addressLineNames.map((line) => ({ path: [name, line], field: addressLines[line] }))
    : [{ path: [name], field }];
});

/** A profile or an address under construction. */
export type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };
