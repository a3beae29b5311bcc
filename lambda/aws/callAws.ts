/** One call of an AWS service that speaks JSON, from inside a Lambda function. Without the AWS SDK: loading that costs a cold start more than all the rest. */
import * as http from "node:http";
import * as https from "node:https";
import { signRequest } from "./signRequest";

/** The variables of a function's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

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
}

/** Milliseconds until an answer must be there. */
export const AWS_TIMEOUT_MS = 3_000;
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

/** The text that was answered, with the credentials that Lambda puts into the environment. */
export async function callAws(call: AwsCall, environment: Environment): Promise<string> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (call.region === "" || !accessKeyId || !secretAccessKey) {
    throw new Error(`${call.title} needs a region, and credentials in the environment`);
  }
  const { service, region, target, contentType } = call;
  const url = new URL(environment[call.endpointVariable] || `https://${service}.${region}.amazonaws.com/`);
  const body = JSON.stringify(call.input);
  const headers = signRequest(
    { method: "POST", url, headers: { "content-type": contentType, "x-amz-target": target }, body, region, service },
    { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] },
    new Date(),
  );
  const { status, text } = await post(call.title, url, headers, body);
  if (status !== 200) throw new AwsCallError(call.title, status, errorType(text));
  return text;
}

/** Kept open between calls: a new TLS connection costs more than the call. */
const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

function post(
  title: string,
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const agent = secure ? agents["https:"] : agents["http:"];
    const request = (secure ? https : http).request(url, { method: "POST", headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_MAX) request.destroy(new Error(`the answer of ${title} is too long`));
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    const timer = setTimeout(() => request.destroy(new Error(`${title} did not answer in time`)), AWS_TIMEOUT_MS);
    request.on("close", () => clearTimeout(timer));
    request.on("error", (error: NodeJS.ErrnoException) => {
      // A connection that was kept while the function slept may have been closed at the other end: nothing was sent on it.
      if (request.reusedSocket && error.code === "ECONNRESET") resolve(post(title, url, headers, body));
      else reject(error);
    });
    request.end(body);
  });
}

function errorType(text: string): string {
  try {
    const type = (JSON.parse(text) as { __type?: unknown }).__type;
    return typeof type === "string" ? (/([A-Za-z]{1,80})$/.exec(type)?.[1] ?? "") : "";
  } catch {
    return "";
  }
}
