/** How asking Okta goes wrong: it does not answer, or says something for which there is no answer. */

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

/** Okta said something for which there is no answer: the audit line has its code, the caller does not. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
  constructor(status: number, code: string | undefined) {
    super(`Okta answered with status ${status}${code === undefined ? "" : ` (${code})`}`);
  }
}
