/** Which settings of the Okta provider go together. */
import type { Finding } from "../../../model/findings";

/**
 * Mistakes in how the settings of the Okta provider are combined. Only whether a setting is there matters here.
 *
 * @param needed Whether the stack has anything in Okta.
 */
export function oktaFindings(
  values: Readonly<Record<string, unknown>>,
  secretKeys: ReadonlySet<string>,
  needed = true,
): Finding[] {
  const has = (key: string) => values[key] !== undefined;
  const findings: Finding[] = [];
  const error = (rule: string, path: string, message: string) => findings.push({ rule, level: "error", path, message });

  if (needed && !has("okta:orgName") && !has("okta:httpProxy")) {
    error(
      "missing-org",
      "okta:orgName",
      "is missing: give the org's name, such as `example-dev` for example-dev.okta.com",
    );
  }
  const application = ["okta:clientId", "okta:privateKeyId", "okta:privateKey", "okta:scopes"].filter(has);
  if (has("okta:apiToken") && application.length > 0) {
    error(
      "two-credentials",
      "okta:apiToken",
      `cannot be used together with \`${application.join("`, `")}\`: remove one of the two`,
    );
  }
  if (application.length > 0 && !has("okta:apiToken")) {
    for (const key of ["okta:clientId", "okta:scopes"].filter((name) => !has(name))) {
      error("missing-credential", key, `is missing: it goes together with \`${application.join("`, `")}\``);
    }
  }
  return [...findings, ...plainSecretFindings(values, secretKeys)];
}

/** Settings that are secrets, or that hold one. */
const SECRET_SETTINGS = [
  "okta:apiToken",
  "okta:privateKey",
  "okta-api-access:originSecret",
  "okta-api-access:backendSecrets",
  "okta-api-access:signIn",
] as const;

/** A finding for each secret that the engine does not know as one. */
function plainSecretFindings(values: Readonly<Record<string, unknown>>, secretKeys: ReadonlySet<string>): Finding[] {
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
