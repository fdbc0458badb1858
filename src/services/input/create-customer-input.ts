/** The mutation's input as a caller gives it: everything optional, nothing checked yet. */
export interface CreateCustomerInput {
  readonly customerId?: string | null;
  readonly reference?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly phoneCountry?: string | null;
  readonly company?: string | null;
  readonly dateOfBirth?: string | null;
  readonly description?: string | null;
  readonly address?: {
    readonly line1?: string | null;
    readonly line2?: string | null;
    readonly line3?: string | null;
    readonly city?: string | null;
    readonly state?: string | null;
    readonly postalCode?: string | null;
    readonly country?: string | null;
  } | null;
  readonly metadata?: readonly { readonly key: string; readonly value: string }[] | null;
  readonly requestClientToken?: boolean | null;
  readonly idempotencyKey?: string | null;
  readonly account?: string | null;
  /** By provider, in lower case. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>> | null | undefined>> | null;
}
