/** What series there are from the start, at zero: an alert on an increase would not see a series that begins at one. */
export interface Configured {
  readonly version: string;
  /** Every provider, configured or not. */
  readonly providers: readonly string[];
}

export interface ConfiguredAccount {
  readonly provider: string;
  readonly account: string;
}
