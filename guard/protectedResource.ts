/** How programs find out by themselves what an API asks for: the metadata of a protected resource (RFC 9728). */
import { isSecureUrl } from "./contract";
import { quotable, scopeText, type Refusal } from "./refusals";
import { isPublicRoute, type RouteRequirement, type ScopeRequirement } from "../model/routes";

export interface ProtectedResource {
  /** The API's own address, which a client holds against the one that it has called: without a slash at the end. */
  readonly resource: string;
  /** The authorization server that issues its tokens. */
  readonly issuer: string;
  /** What its routes ask for, in any order. */
  readonly requirements: Iterable<RouteRequirement>;
  /** For people. */
  readonly name?: string;
}

/** The document, as its address answers it: `application/json`, for everybody. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly [string];
  /** The scopes of the API's own routes, each once, in the order of the routes. */
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ["header"];
  readonly resource_name?: string;
}

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/**
 * Where the metadata of a resource is: the well-known part stands between its host and its path (RFC 9728 section 3.1).
 *
 * @throws TypeError for an address with a query or a fragment, and for one that is neither `https:` nor on this machine
 */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname } = checked(resource);
  return `${origin}${WELL_KNOWN}${pathname === "/" ? "" : pathname}`;
}

/** @throws TypeError as `resourceMetadataUrl` does */
export function protectedResourceMetadata({
  resource,
  issuer,
  requirements,
  name,
}: ProtectedResource): ProtectedResourceMetadata {
  checked(resource);
  const scopes = [...requirements].flatMap((route) => (isPublicRoute(route) ? [] : scopesOf(route.scopes)));
  return {
    resource,
    authorization_servers: [issuer],
    scopes_supported: [...new Set(scopes)],
    bearer_methods_supported: ["header"],
    ...(name !== undefined && { resource_name: name }),
  };
}

function checked(resource: string): URL {
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  if (
    url === undefined ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    !isSecureUrl(url, true) ||
    resource.endsWith("/")
  ) {
    throw new TypeError(`\`${resource}\` must be an address with https, without query, fragment and slash at its end`);
  }
  return url;
}

function scopesOf(scopes: ScopeRequirement | undefined): readonly string[] {
  if (scopes === undefined) return [];
  return "any" in scopes ? scopes.any : scopes.all;
}

/**
 * The refusal with the place of the metadata in its challenge, and with the scopes that the request needs: a client that had
 * no good token asks for these, and not for all that the metadata lists, which Okta would refuse as a whole.
 */
export function withMetadata(refusal: Refusal, url: string, scopes: ScopeRequirement | undefined): Refusal {
  const { error, headers, body } = refusal;
  const wanted = scopes === undefined ? "" : quotable(scopeText(scopes));
  const isNew = body.scope === undefined && refusal.status === 401 && wanted !== "";
  const challenge = headers["www-authenticate"];
  const parameters = [...(isNew ? [`scope="${wanted}"`] : []), `resource_metadata="${url}"`].join(", ");
  return {
    ...refusal,
    headers: { ...headers, "www-authenticate": `${challenge}${challenge === "Bearer" ? " " : ", "}${parameters}` },
    body: isNew && error !== "invalid_request" ? { ...body, scope: wanted } : body,
  };
}
