/** What Okta's provider demands of an application before it asks Okta: by type, grants and how the client proves itself. */
import type { Failure } from "../properties";
import { isEmpty, type Value, type Values } from "../values";

/** The provider's table of requirements by type. */
const REQUIRED_GRANT: Readonly<Record<string, string>> = {
  web: "authorization_code",
  native: "authorization_code",
  service: "client_credentials",
};

export function oauthAppRules(inputs: Values): Failure[] {
  const { type, grantTypes, responseTypes, tokenEndpointAuthMethod, jwks, jwksUri } = inputs;
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const needed = REQUIRED_GRANT[String(type)];
  if (needed !== undefined && isKnownList(grantTypes) && !grantTypes.includes(needed)) {
    fail("grantTypes", `an application of type \`${String(type)}\` needs \`${needed}\` among its \`grantTypes\``);
  }
  if (tokenEndpointAuthMethod === "private_key_jwt" && isEmpty(jwks) && isEmpty(jwksUri)) {
    fail("tokenEndpointAuthMethod", "`private_key_jwt` needs `jwks` or `jwksUri`");
  }
  if (isKnownList(grantTypes) && grantTypes.includes("implicit") && isKnownList(responseTypes)) {
    const isMet = responseTypes.some((value) => value === "token" || value === "id_token");
    if (!isMet) fail("responseTypes", "the grant `implicit` needs `token` or `id_token` among the `responseTypes`");
  }
  return failures;
}

function isKnownList(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
