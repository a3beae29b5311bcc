/** Which pages of other origins may read an answer: those that the org trusts. */
import type { Org } from "../org/Org";

const METHODS = "GET, POST, PUT, DELETE, OPTIONS";
const HEADERS = "authorization, content-type, accept, x-okta-user-agent-extended, x-okta-xsrftoken";
/** What a page may read beside the usual. */
const EXPOSED =
  "link, x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-reset, x-okta-request-id, www-authenticate";

/** What decides on the headers. */
interface Asked {
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

/** The headers for a request of an origin; none for an origin that is not trusted and shows no access token. */
export function corsHeaders(org: Org, { path, header }: Asked): Record<string, string> {
  const origin = header("origin");
  if (origin === undefined) return {};
  // Who shows an access token to the Management API needs no trusted origin: no cookie is involved.
  if (!mayRead(org, origin))
    return path.startsWith("/api/") && /^bearer /i.test(header("authorization") ?? "") ? readable(origin) : VARIES;
  return { ...readable(origin), "access-control-allow-credentials": "true" };
}

const VARIES = { vary: "Origin" } as const;

function readable(origin: string): Record<string, string> {
  return {
    ...VARIES,
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED,
  };
}

/** The answer to a preflight, which names the headers that the request will have. */
export function preflightHeaders(org: Org, asked: Asked): Record<string, string> {
  const named = asked.header("access-control-request-headers") ?? "";
  const withToken = /(^|,)\s*authorization\s*(,|$)/i.test(named);
  const header = (name: string) => (name === "authorization" && withToken ? "Bearer announced" : asked.header(name));
  const headers = corsHeaders(org, { path: asked.path, header });
  if (headers["access-control-allow-origin"] === undefined) return headers;
  return {
    ...headers,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": HEADERS,
    "access-control-max-age": "600",
  };
}

/** Whether a page of that origin may read what the org answers. */
export function mayRead(org: Org, origin: string): boolean {
  for (const trusted of org.trustedOrigins.values()) {
    if (trusted.status === "ACTIVE" && trusted.origin === origin && trusted.scopes.includes("CORS")) return true;
  }
  return false;
}
