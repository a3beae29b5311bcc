/** Secrets that stand in a stack file in the clear. */
import type { Finding } from "../../../model/findings";

/** Settings that are secrets, or that hold one. */
export const SECRET_SETTINGS = [
  "okta:apiToken",
  "okta:privateKey",
  "okta-api-access:originSecret",
  "okta-api-access:backendSecrets",
  "okta-api-access:signIn",
] as const;

/** A finding for each secret that the engine does not know as one. */
export function plainSecretFindings(
  values: Readonly<Record<string, unknown>>,
  secretKeys: ReadonlySet<string>,
): Finding[] {
  // A secret of a local Okta opens nothing anywhere else and ends with its process.
  if (values["okta:httpProxy"] !== undefined) return [];
  const exposed = SECRET_SETTINGS.filter((key) => values[key] !== undefined && !secretKeys.has(key));
  return exposed.map((key) => ({
    rule: "plain-secret",
    level: "error",
    path: key,
    message: `stands in the file in the clear: revoke it, and set a new one with \`pulumi config set --secret ${key}\``,
  }));
}
