/** How programs find out by themselves what an API asks for: the metadata of a protected resource (RFC 9728). */
import { isSecureUrl } from "./secureUrl";

/** What of a route's requirement is read; a public route has none. */
interface NeededScopes {
  readonly scopes?: { readonly any?: readonly string[]; readonly all?: readonly string[] };
  readonly public?: true;
}

export interface ProtectedResource {
  /** The API's own address, which a client holds against the one that it has called: without a slash at the end. */
  readonly resource: string;
  /** The authorization server that issues its tokens. */
  readonly issuer: string;
  /** What its routes ask for, in any order. */
  readonly requirements: Iterable<NeededScopes>;
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
  const scopes = [...requirements].flatMap((route) => [...(route.scopes?.any ?? []), ...(route.scopes?.all ?? [])]);
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
