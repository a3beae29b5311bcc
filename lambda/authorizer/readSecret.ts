/** Reads a secret of AWS Secrets Manager from inside a Lambda function. Without the AWS SDK: loading that costs a cold start more than all the rest. */
import * as http from "node:http";
import * as https from "node:https";
import type { Environment } from "./settings";
import { signRequest } from "./signRequest";

/** Milliseconds until the secret must be there. */
export const SECRET_TIMEOUT_MS = 3_000;
const ANSWER_MAX = 100_000;

/**
 * The text of the secret with that ARN, with the credentials that Lambda puts into the environment. Rejects for any answer
 * but a text; the error says nothing of what was answered.
 */
export function readSecret(arn: string, environment: Environment): Promise<string> {
  const region = arn.split(":")[3] ?? "";
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (region === "" || !accessKeyId || !secretAccessKey) {
    return Promise.reject(new Error("a secret needs its ARN, and credentials in the environment"));
  }
  // The variable by which the AWS SDKs and tools are led to another address.
  const endpoint = environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] || `https://secretsmanager.${region}.amazonaws.com/`;
  const body = JSON.stringify({ SecretId: arn });
  const url = new URL(endpoint);
  const headers = signRequest(
    {
      method: "POST",
      url,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue" },
      body,
      region,
      service: "secretsmanager",
    },
    { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] },
    new Date(),
  );
  return post(url, headers, body).then(secretOf);
}

function post(url: URL, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const request = client.request(url, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_MAX) request.destroy(new Error("the answer of Secrets Manager is too long"));
      });
      response.on("error", reject);
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(text)
          : reject(new Error(`Secrets Manager answered with status ${response.statusCode}`)),
      );
    });
    const timer = setTimeout(
      () => request.destroy(new Error("Secrets Manager did not answer in time")),
      SECRET_TIMEOUT_MS,
    );
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
    request.end(body);
  });
}

function secretOf(text: string): string {
  let secret: unknown;
  try {
    secret = (JSON.parse(text) as { SecretString?: unknown }).SecretString;
  } catch {
    secret = undefined;
  }
  if (typeof secret !== "string" || secret === "") throw new Error("the secret has no text");
  return secret;
}
