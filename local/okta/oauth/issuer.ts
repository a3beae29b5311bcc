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

/** A custom authorization server, whatever its status. */
export function customIssuer(org: Org, server: AuthServer): Issuer {
  const url = `${org.url}/oauth2/${nameOf(server)}`;
  return { url, endpoints: url, keys: server.keys, server };
}

/** What stands for the server in its paths and in its `iss`. */
export function nameOf({ id, isDefault }: Pick<AuthServer, "id" | "isDefault">): string {
  return isDefault ? DEFAULT_SERVER : id;
}

/** The issuer with that id, or the org's own; undefined where there is none or it is inactive. */
export function findIssuer(org: Org, serverId: string | null | undefined): Issuer | undefined {
  if (serverId === null || serverId === undefined) return orgIssuer(org);
  const server = org.apiAccessManagement ? org.findServer(serverId) : undefined;
  return server?.status === "ACTIVE" ? customIssuer(org, server) : undefined;
}

/** @throws OAuthError where the path names no active server. */
export function issuerOf(org: Org, serverId: string | undefined): Issuer {
  const issuer = findIssuer(org, serverId);
  if (issuer === undefined) throw oauthError("invalid_authorization_server");
  return issuer;
}

/** @throws ApiError 404 where the path names no active server, as the documents about it answer. */
export function publishedIssuer(org: Org, serverId: string | undefined): Issuer {
  const issuer = findIssuer(org, serverId);
  if (issuer === undefined) throw notFound(serverId!, "AuthorizationServer");
  return issuer;
}
