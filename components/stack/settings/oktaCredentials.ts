/** Which settings of the Okta provider go together. */
import type { Finding } from "../../../model/findings";
import { plainSecretFindings } from "./plainSecrets";

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
