/** How programs find out by themselves what an API asks for: the metadata of a protected resource (RFC 9728). */
import type { Access, Api } from "../file/access";
import { AWS_LIMITS } from "./awsLimits";
import type { Profile } from "./backends";
import { routeRequirement } from "./routeRequirements";
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

/** The path at which a host has it. */
export const METADATA_PATH = "/.well-known/oauth-protected-resource";

/** The route by which a gateway answers with it. */
export const METADATA_KEY = `GET ${METADATA_PATH}`;

/** Why that route is open. */
export const METADATA_REASON = "metadata of the API (RFC 9728)";

/**
 * Where the metadata of a resource is: the well-known part stands between its host and its path (RFC 9728 section 3.1).
 *
 * @throws TypeError for an address with a query or a fragment, and for one that is neither `https:` nor on this machine
 */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname } = checked(resource);
  return `${origin}${METADATA_PATH}${pathname === "/" ? "" : pathname}`;
}

/** @throws TypeError as `resourceMetadataUrl` does */
export function protectedResourceMetadata({
  resource,
  issuer,
  requirements,
  name,
}: ProtectedResource): ProtectedResourceMetadata {
  checked(resource);
  return {
    resource,
    authorization_servers: [issuer],
    scopes_supported: scopesSupported(requirements),
    bearer_methods_supported: ["header"],
    ...(name !== undefined && { resource_name: name }),
  };
}

/** Each scope of some routes once, in their order. */
export function scopesSupported(requirements: Iterable<NeededScopes>): string[] {
  const scopes = [...requirements].flatMap((route) => [...(route.scopes?.any ?? []), ...(route.scopes?.all ?? [])]);
  return [...new Set(scopes)];
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

/** What decides whether an API's gateway can answer with its metadata. */
export interface DiscoverableApi {
  readonly profile: Profile;
  /** Its name; undefined where it has the address that AWS gives. */
  readonly domain?: { readonly name: string; readonly basePath?: string | undefined } | undefined;
  readonly routeKeys: readonly string[];
  /** Pages to which a load balancer signs people in. @default 0 */
  readonly pages?: number;
  /** Of its routes that are not public. */
  readonly requirements: readonly NeededScopes[];
  /** `false`: it is not to answer. */
  readonly metadata?: boolean | undefined;
}

/** An API of an access file in these words. */
export function discoverableApi(access: Access, api: Api): DiscoverableApi {
  const requirements = api.routes.flatMap((route) => routeRequirement(access, api, route) ?? []);
  const { profile, domain, metadata } = api;
  return { profile, domain, metadata, requirements, routeKeys: api.routes.map(({ key }) => key) };
}

/** Whether it answers; where it cannot, why: the end of a sentence. Without a reason nothing is missing. */
export type MetadataPlace = { readonly answers: boolean; readonly because?: string };

/** Characters that the address of an issuer may have, which a preview does not know. */
const ISSUER_MAX = 160;

/** The longest name of a host. Source: RFC 1035 section 2.3.4. */
const HOST_MAX = 253;

/** How many rules a load balancer may have besides, which refuse whoever sends a header that says who calls. */
const REFUSING_RULES = 3;

const PLACE_TAKEN = "the well-known part has to stand before its";

/** Asked by the check and by the components, so that a finding says what is declared. */
export function metadataPlace({
  profile,
  domain,
  routeKeys,
  requirements,
  metadata = true,
  pages = 0,
}: DiscoverableApi): MetadataPlace {
  // An API that is open to everybody asks for nothing, and one's own route comes first.
  if (profile === "none" || !metadata || requirements.length === 0 || routeKeys.includes(METADATA_KEY))
    return { answers: false };
  if (profile === "rest" && domain === undefined) {
    return no(
      `${PLACE_TAKEN} stage, in AWS's own address of a REST API: give it a \`domain\`, here or in each stack's \`domains\``,
    );
  }
  if (domain?.basePath !== undefined) {
    return no(`${PLACE_TAKEN} \`domain.basePath\`, where another API may be: give it a name of its own`);
  }
  if (profile === "http" && routeKeys.length >= AWS_LIMITS.httpRoutes) {
    return no(`an HTTP API takes ${AWS_LIMITS.httpRoutes} routes, and this one has them: divide it`);
  }
  if (profile === "alb" && routeKeys.length + pages + REFUSING_RULES >= AWS_LIMITS.albRules) {
    return no(`a load balancer takes ${AWS_LIMITS.albRules} rules, and this one has them: divide it`);
  }
  return profile === "alb" ? atLoadBalancer(domain?.name ?? "n".repeat(HOST_MAX), requirements) : { answers: true };
}

/** A load balancer's own answers are short. */
function atLoadBalancer(name: string, requirements: readonly NeededScopes[]): MetadataPlace {
  const issuer = `https://${"i".repeat(ISSUER_MAX - "https://".length)}`;
  const document = JSON.stringify(protectedResourceMetadata({ resource: `https://${name}`, issuer, requirements }));
  const { albAnswer } = AWS_LIMITS;
  if (document.length <= albAnswer) return { answers: true };
  return no(
    `a load balancer answers with ${albAnswer} characters at most, and its scopes take ${document.length} with all that stands beside them: divide it`,
  );
}

function no(because: string): MetadataPlace {
  return { answers: false, because };
}
