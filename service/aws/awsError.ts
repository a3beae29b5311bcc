/** What is told of an answer of AWS that is an error: nothing of what was asked or answered but the kind of the error. */

export class AwsCallError extends Error {
  override readonly name = "AwsCallError";
  constructor(
    /** Of the service, for a person. */
    title: string,
    readonly status: number,
    /** Without a prefix: `ConditionalCheckFailedException`; empty where the answer named none. */
    readonly type: string,
  ) {
    super(`${title} answered with status ${status}${type === "" ? "" : ` (${type})`}`);
  }
}

type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** For an error of the SDK, which may repeat what was asked or answered. */
export function withoutContent(title: string, { name, $metadata }: SdkError): Error {
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return new Error(`there is no whole answer of ${title}`);
  if (status < 300) return new Error(`the answer of ${title} cannot be read`);
  return new AwsCallError(title, status, /^[A-Za-z]{1,80}$/.test(name) && !NAMELESS.includes(name) ? name : "");
}

/** How the SDK calls the error of an answer that names none. */
const NAMELESS: readonly string[] = ["Error", "SyntaxError", "TypeError", "Unknown", "UnknownError"];
