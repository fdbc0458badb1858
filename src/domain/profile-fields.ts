import type { Address, CustomerProfile, InputPath } from './customer.js';

/** Which characters a text may hold, and which form it must have. `prose` may run over several lines. */
export type TextKind = 'text' | 'prose' | 'email' | 'date-of-birth' | 'country';

export interface TextField {
  readonly kind: TextKind;
  /**
   * In Unicode code points. It limits what is stored; a provider's own limit, where it is narrower, comes from its
   * OpenAPI document.
   */
  readonly maxLength: number;
}

/** A telephone number: a text for callers, taken apart in the profile, E.164 in the database. */
export interface PhoneField {
  readonly kind: 'phone';
  readonly maxLength: number;
}

/** Several texts, those of {@link addressLines}. */
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
 * Every field of a customer's profile. The checks, the SQL, the rows and the input paths are made of this table;
 * docs/adding-an-input-field.md names the few places that cannot be.
 *
 * Violations and `notSent` come in this order. A new field may stand anywhere, but those that are here must not change
 * places: the fingerprint of a request, which is stored with its idempotency key, is taken in this order too.
 */
export const profileFields = {
  reference: { kind: 'text', column: 'reference', maxLength: 255 },
  firstName: { kind: 'text', column: 'first_name', maxLength: 255 },
  lastName: { kind: 'text', column: 'last_name', maxLength: 255 },
  // RFC 5321, section 4.5.3.1.3.
  email: { kind: 'email', column: 'email', maxLength: 254 },
  phone: { kind: 'phone', column: 'phone', maxLength: 32 },
  company: { kind: 'text', column: 'company', maxLength: 255 },
  dateOfBirth: { kind: 'date-of-birth', column: 'date_of_birth', maxLength: 10 },
  description: { kind: 'prose', column: 'description', maxLength: 1000 },
  address: { kind: 'address', column: 'address' },
  metadata: { kind: 'metadata', column: 'metadata', maxEntries: 100, maxKeyLength: 255, maxValueLength: 2000 },
} as const satisfies Record<keyof CustomerProfile, ProfileField>;

/** The lines of an address, which is stored as one JSON object. As above, the order must stay. */
export const addressLines = {
  line1: { kind: 'text', maxLength: 255 },
  line2: { kind: 'text', maxLength: 255 },
  line3: { kind: 'text', maxLength: 255 },
  city: { kind: 'text', maxLength: 255 },
  state: { kind: 'text', maxLength: 255 },
  postalCode: { kind: 'text', maxLength: 32 },
  country: { kind: 'country', maxLength: 2 },
} as const satisfies Record<keyof Address, TextField>;

export const profileFieldNames = Object.keys(profileFields) as readonly (keyof CustomerProfile)[];
export const addressLineNames = Object.keys(addressLines) as readonly (keyof Address)[];

/** A place of the profile that a caller fills on its own. */
export interface ProfilePlace {
  readonly path: InputPath;
  readonly field: TextField | PhoneField | MetadataField;
}

/** All of them, such as `["email"]` and `["address", "city"]`. */
export const profilePlaces: readonly ProfilePlace[] = profileFieldNames.flatMap<ProfilePlace>((name) => {
  const field = profileFields[name];
  return field.kind === 'address'
    ? addressLineNames.map((line) => ({ path: [name, line], field: addressLines[line] }))
    : [{ path: [name], field }];
});

/** A profile or an address while it is filled, field by field. */
export type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };
