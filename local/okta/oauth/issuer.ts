/** An issuer of tokens: a custom authorization server, or the org's own. */
import { notFound } from "../errors/apiErrors";
import { oauthError } from "../errors/oauthErrors";
import type { AuthServer } from "../org/entities";
import { DEFAULT_SERVER, type Org } from "../org/Org";
import type { KeyRing } from "../org/signingKeys";

export interface Issuer {
  /** The `iss` of its tokens, without a trailing slash. */
  readonly url: string;
  /** Where its endpoints are: `https://org/oauth2/aus…` or `https://org/oauth2`. */
  readonly endpoints: string;
  readonly keys: KeyRing;
  /** Absent: the org's own authorization server. */
  readonly server?: AuthServer;
}

/** The part of a path that says which issuer is meant; the org's own has none. */
export const ISSUER_PATHS = ["/oauth2/{authServerId}", "/oauth2"] as const;

/** The org's own authorization server. */
export function orgIssuer(org: Org): Issuer {
  return { url: org.url, endpoints: `${org.url}/oauth2`, keys: org.keys };
}

/**
 * A custom authorization server, whatever its status. Its issuer mode says whose address it has: the org's, that of the org's
 * own domain, or the one by which it was asked.
 *
 * @param host The `Host` of the request; without one the org's own address is meant.
 */
export function customIssuer(org: Org, server: AuthServer, host?: string): Issuer {
  const byDomain = { ORG_URL: false, CUSTOM_URL: true, DYNAMIC: host?.toLowerCase() === hostOf(org.domainUrl) };
  const url = `${byDomain[server.issuerMode] ? org.domainUrl : org.url}/oauth2/${nameOf(server)}`;
  return { url, endpoints: url, keys: server.keys, server };
}

const hostOf = (url: string) => url.slice(url.indexOf("//") + 2);

/** What stands for the server in its paths and in its `iss`. */
export function nameOf({ id, isDefault }: Pick<AuthServer, "id" | "isDefault">): string {
  return isDefault ? DEFAULT_SERVER : id;
}

/** The issuer with that id, or the org's own; undefined where there is none or it is inactive. */
export function findIssuer(org: Org, serverId: string | null | undefined, host?: string): Issuer | undefined {
  if (serverId === null || serverId === undefined) return orgIssuer(org);
  const server = org.features.apiAccessManagement ? org.findServer(serverId) : undefined;
  return server?.status === "ACTIVE" ? customIssuer(org, server, host) : undefined;
}

/** @throws OAuthError where the path names no active server. */
export function issuerOf(org: Org, serverId: string | undefined, host?: string): Issuer {
  const issuer = findIssuer(org, serverId, host);
  if (issuer === undefined) throw oauthError("invalid_authorization_server");
  return issuer;
}

/** @throws ApiError 404 where the path names no active server, as the documents about it answer. */
export function publishedIssuer(org: Org, serverId: string | undefined, host?: string): Issuer {
  const issuer = findIssuer(org, serverId, host);
  if (issuer === undefined) throw notFound(serverId!, "AuthorizationServer");
  return issuer;
}
