/** What a function takes from its surroundings and gives to them: the seconds of a clock, lines for its log, reasons for an audit trail. */

/** Whole seconds, as tokens and items count, of milliseconds. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/**
 * Where the log lines of the guard go: Lambda hands them on to the log group. Powertools' logger, which writes the handlers'
 * audit trail, is 23 KB, of which the authorizer has one left.
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Characters at most. */
const REASON_MAX = 300;

/** Errors of libraries and of the runtime, which may repeat what they could not read; of these the kind alone is told. */
const FOREIGN: Readonly<Record<string, string>> = {
  ZodError: "an answer has another shape than expected",
  $ZodError: "an answer has another shape than expected",
  SyntaxError: "a text cannot be read",
  TypeError: "a value is of another type than expected",
};

/** What went wrong, for an audit trail: in a sentence of ours, whoever made the error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { name, message } = error;
  return `${name}: ${Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : message}`.slice(0, REASON_MAX);
}
