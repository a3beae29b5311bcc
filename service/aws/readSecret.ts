/** Reads a secret of AWS Secrets Manager from inside a Lambda function. */
import type { Environment } from "../../guard";
import { callAws } from "./callAws";

/** Characters of a secret: Secrets Manager takes no longer one. */
const SECRET_MAX = 65_536;

/**
 * The text of the secret with that ARN. Rejects for any answer but a text; the error says nothing of what was answered.
 */
export async function readSecret(arn: string, environment: Environment): Promise<string> {
  const region = arn.split(":")[3] ?? "";
  if (region === "") throw new Error("a secret needs its ARN");
  const answered = await callAws(
    {
      title: "Secrets Manager",
      service: "secretsmanager",
      target: "secretsmanager.GetSecretValue",
      contentType: "application/x-amz-json-1.1",
      region,
      input: { SecretId: arn },
      endpointVariable: "AWS_ENDPOINT_URL_SECRETS_MANAGER",
      repeatable: true,
    },
    environment,
  );
  const { SecretString: secret } = (answered ?? {}) as { SecretString?: unknown };
  if (typeof secret !== "string" || secret === "" || secret.length > SECRET_MAX)
    throw new Error("the secret has no text");
  return secret;
}
