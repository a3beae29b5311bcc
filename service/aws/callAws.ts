/** One call of an AWS service that speaks JSON, from inside a Lambda function. Without the AWS SDK: loading that costs a cold start more than all the rest. */
import type { Environment } from "../../guard";
import { exchange } from "../http/exchange";
import { signRequest } from "./signRequest";

export interface AwsCall {
  /** For a person: `Secrets Manager`. */
  readonly title: string;
  /** As signatures and host names have it: `secretsmanager`. */
  readonly service: string;
  /** `secretsmanager.GetSecretValue` */
  readonly target: string;
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  readonly region: string;
  readonly input: object;
  /** The variable by which the AWS SDKs and tools are led to another address. */
  readonly endpointVariable: string;
  /**
   * Whether a second sending does no harm where the first may have had its effect.
   * @default false
   */
  readonly repeatable?: boolean;
}

/** Attempts of one call at most. */
export const AWS_ATTEMPTS_MAX = 3;
/** The first pause, in milliseconds; the next is twice as long. */
const PAUSE_MS = 50;
/** Refusals for the number of calls: they have had no effect. Sources: DynamoDB, Error handling; KMS, Throttling. */
const THROTTLED: ReadonlySet<string> = new Set([
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
]);

/** Milliseconds until an answer must be there. */
export const AWS_TIMEOUT_MS = 3_000;
/** Bytes: an item of DynamoDB has 400 KB at most. */
const ANSWER_MAX = 500_000;

/** An answer that is an error. Its message holds nothing of what was asked or answered but the kind of the error. */
export class AwsCallError extends Error {
  override readonly name = "AwsCallError";
  constructor(
    title: string,
    readonly status: number,
    /** Without a prefix: `ConditionalCheckFailedException`; empty where the answer named none. */
    readonly type: string,
  ) {
    super(`${title} answered with status ${status}${type === "" ? "" : ` (${type})`}`);
  }
}

/**
 * What was answered, with the credentials that Lambda puts into the environment. Its shape is the caller's to check. Tries
 * again where that is safe and there was an answer; a time-out has taken enough of the function's time.
 */
export async function callAws(call: AwsCall, environment: Environment): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await callOnce(call, environment);
    } catch (error) {
      if (attempt === AWS_ATTEMPTS_MAX || !mayRepeat(error, call)) throw error;
    }
    const pause = PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function mayRepeat(error: unknown, { repeatable = false }: AwsCall): boolean {
  if (!(error instanceof AwsCallError)) return false;
  return THROTTLED.has(error.type) || (repeatable && error.status >= 500);
}

async function callOnce(call: AwsCall, environment: Environment): Promise<unknown> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const { title, service, region, target, contentType } = call;
  if (region === "" || !accessKeyId || !secretAccessKey) {
    throw new Error(`${title} needs a region, and credentials in the environment`);
  }
  const url = new URL(environment[call.endpointVariable] || `https://${service}.${region}.amazonaws.com/`);
  const body = JSON.stringify(call.input);
  const headers = signRequest(
    { method: "POST", url, headers: { "content-type": contentType, "x-amz-target": target }, body, region, service },
    { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] },
    new Date(),
  );
  const { status, text } = await exchange({
    title,
    method: "POST",
    url: url.href,
    headers,
    body,
    timeoutMs: AWS_TIMEOUT_MS,
    bytesMax: ANSWER_MAX,
  });
  if (status !== 200) throw new AwsCallError(title, status, errorType(text));
  return parsed(title, text);
}

/** The parser's own error repeats a part of what it could not read. */
function parsed(title: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`the answer of ${title} is no JSON`);
  }
}

function errorType(text: string): string {
  try {
    const type = (JSON.parse(text) as { __type?: unknown }).__type;
    return typeof type === "string" ? (/([A-Za-z]{1,80})$/.exec(type)?.[1] ?? "") : "";
  } catch {
    return "";
  }
}
