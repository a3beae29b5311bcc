/** Reads a secret of AWS Secrets Manager from inside a Lambda function. */
import { type Environment, fetchAnswer } from "../../guard";
import { AwsCallError } from "./awsError";
import { credentialsOf, signRequest } from "./signRequest";

const TITLE = "Secrets Manager";
/** Characters of a secret: Secrets Manager takes no longer one. */
const SECRET_MAX = 65_536;
/** Attempts at most, and milliseconds of the pause before the second one; the next is twice as long. */
const ATTEMPTS_MAX = 3;
const PAUSE_MS = 50;

/**
 * The text of the secret with that ARN. Rejects for any answer but a text; the error says nothing of what was answered.
 *
 * It is one request with the SDK's signer and without the SDK's client. The authorizer needs the secret before its first
 * decision, for which it has 40 ms. The client alone takes 83 to 128 ms to load where it is bundled, and 210 to 270 where it
 * is the runtime's own; it is 305 KB, of 40 for the authorizer. The signer is 15 KB, and is loaded where a secret is read.
 */
export async function readSecret(arn: string, environment: Environment): Promise<string> {
  if (arn.split(":").length < 4) throw new Error("a secret needs its ARN");
  for (let attempt = 1; ; attempt += 1) {
    const { status, fields } = await ask(arn, environment);
    if (status === 200) return textOf(fields);
    const type = /([A-Za-z]{1,80})$/.exec(String(fields["__type"] ?? ""))?.[1] ?? "";
    // To read does no harm, however often.
    const isOver = status < 500 && type !== "ThrottlingException";
    if (isOver || attempt === ATTEMPTS_MAX) throw new AwsCallError(TITLE, status, type);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())));
  }
}

function textOf({ SecretString: secret }: Readonly<Record<string, unknown>>): string {
  if (typeof secret === "string" && secret !== "" && secret.length <= SECRET_MAX) return secret;
  throw new Error("the secret has no text");
}

interface Answer {
  readonly status: number;
  /** Empty for what is no JSON object. */
  readonly fields: Readonly<Record<string, unknown>>;
}

async function ask(arn: string, environment: Environment): Promise<Answer> {
  const region = arn.split(":")[3]!;
  const credentials = credentialsOf(TITLE, region, environment);
  const url = new URL(
    environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] || `https://secretsmanager.${region}.amazonaws.com/`,
  );
  const body = JSON.stringify({ SecretId: arn });
  const named = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue" };
  const toSign = { method: "POST", url, headers: named, body, region, service: "secretsmanager" };
  const headers = await signRequest(toSign, credentials, new Date());
  const { status, text } = await fetchAnswer(url.href, { title: TITLE, headers, body });
  return { status, fields: fieldsOf(text) };
}

/** The parser's own error repeats a part of what it could not read. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
