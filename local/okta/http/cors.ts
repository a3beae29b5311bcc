/** Which pages of other origins may read an answer: those that the org trusts. */
import type { Org } from "../org/Org";

const METHODS = "GET, POST, PUT, DELETE, OPTIONS";
const HEADERS = "authorization, content-type, accept, x-okta-user-agent-extended, x-okta-xsrftoken";
/** What a page may read beside the usual. */
const EXPOSED =
  "link, x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-reset, x-okta-request-id, www-authenticate";

/** The headers for a request of that origin; none for an origin that is not trusted. */
export function corsHeaders(org: Org, origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  if (!mayRead(org, origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": EXPOSED,
  };
}

/** The answer to a preflight. */
export function preflightHeaders(org: Org, origin: string | undefined): Record<string, string> {
  const headers = corsHeaders(org, origin);
  if (headers["access-control-allow-origin"] === undefined) return headers;
  return {
    ...headers,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": HEADERS,
    "access-control-max-age": "600",
  };
}

/** Whether a page of that origin may read what the org answers. */
function mayRead(org: Org, origin: string): boolean {
  for (const trusted of org.trustedOrigins.values()) {
    if (trusted.status === "ACTIVE" && trusted.origin === origin && trusted.scopes.includes("CORS")) return true;
  }
  return false;
}
