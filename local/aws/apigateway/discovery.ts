/** Reads an issuer's discovery document, as API Gateway does when a JWT authorizer is made. */
import { badRequest } from "../awsError";

/** Quota of HTTP APIs for the OIDC discovery request. */
export const DISCOVERY_TIMEOUT_MS = 1_500;

/** The issuer's `jwks_uri`. Plain `http:` is taken from the own machine alone; AWS wants `https:` with a public certificate. */
export async function discoverKeySet(issuer: string): Promise<string> {
  const place = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    if (!isHttpsOrLocal(issuer)) throw new Error("not an https URL");
    const response = await fetch(place, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS), redirect: "error" });
    const body = (await response.json()) as { jwks_uri?: unknown };
    if (response.ok && typeof body.jwks_uri === "string" && isHttpsOrLocal(body.jwks_uri)) return body.jwks_uri;
  } catch {
    // The answer is the same for every reason, as AWS's is.
  }
  throw badRequest(
    `Caught exception when connecting to ${place} for issuer ${issuer}. Please try again later. Error: Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
  );
}

/** Whether it is an address by which nothing leaves this machine in the clear. */
export function isHttpsOrLocal(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname));
}
