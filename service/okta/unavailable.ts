/** Okta could not be asked, or did not answer in a way that says what happened. */

export class OktaUnavailable extends Error {
  override readonly name = "OktaUnavailable";
  constructor(
    /** Whether the last attempt may have had its effect all the same. */
    readonly ambiguous: boolean,
    /** Seconds after which it is worth another try. */
    readonly retryAfter: number,
  ) {
    super("Okta does not answer");
  }
}
