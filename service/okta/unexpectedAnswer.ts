/** Okta said something for which there is no answer: the audit line has its code, the caller does not. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
  constructor(status: number, code: string | undefined) {
    super(`Okta answered with status ${status}${code === undefined ? "" : ` (${code})`}`);
  }
}
