/** The four types of client, with what Okta calls them and what each may do. */
import { GRANTS, REFRESH_TOKEN_GRANT, type GrantKey } from "./grants";

/** What a type of client is and may do. */
export interface ClientType {
  /** Okta's `application_type`, the `type` of an `okta.app.OAuth`. */
  readonly oktaType: "browser" | "web" | "native" | "service";
  /** Whether people sign in to the client. A service client acts for itself, or with tokens that people gave to others. */
  readonly hasUsers: boolean;
  readonly defaultGrants: readonly GrantKey[];
  readonly allowedGrants: readonly GrantKey[];
  /** How the client proves itself at the token endpoint. Public clients have no secret and use PKCE. */
  readonly tokenEndpointAuthMethod: "none" | "client_secret_basic" | "private_key_jwt";
  /** PKCE is demanded of every client that uses the authorization code grant (RFC 9700 section 2.1.1). */
  readonly pkceRequired: boolean;
}

/** The names of the types in the access file. */
export const CLIENT_TYPE_NAMES = ["spa", "web", "native", "service"] as const;

/** The name of a type in the access file. */
export type ClientTypeName = (typeof CLIENT_TYPE_NAMES)[number];

/** How a service client proves itself, in the words of the access file. */
export const CLIENT_AUTHENTICATIONS = ["private_key", "client_secret"] as const;

/** With a key of its own, or with a secret that Okta makes. */
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** How a client proves itself: one as which a function of this program acts has a key, whatever its type. */
export function authenticationOf(client: {
  readonly type: ClientTypeName;
  readonly handler?: string;
  readonly auth?: ClientAuthentication;
}): ClientType["tokenEndpointAuthMethod"] {
  if (client.handler !== undefined) return "private_key_jwt";
  return client.auth === "client_secret" ? "client_secret_basic" : CLIENT_TYPES[client.type].tokenEndpointAuthMethod;
}

/** The grants of a client of which a file may not say any. */
export function grantsOf(client: {
  readonly type: ClientTypeName;
  readonly grants?: readonly GrantKey[];
}): readonly GrantKey[] {
  return client.grants ?? CLIENT_TYPES[client.type].defaultGrants;
}

/**
 * Whether what a person may do counts at the client: it has users, or it exchanges people's tokens for its own calls. What it
 * is given in a person's name is within what that person holds.
 */
export function actsForPeople({ grants }: { readonly grants: readonly GrantKey[] }): boolean {
  return grants.some((grant) => GRANTS[grant].user);
}

/** Whether the client asks for tokens of its own, in nobody's name. */
export function actsForItself({ grants }: { readonly grants: readonly GrantKey[] }): boolean {
  return grants.some((grant) => !GRANTS[grant].user);
}

/**
 * Okta's strings of the grants that the application has. A service application cannot be without `client_credentials`
 * (source: the Okta provider's checks); where the file does not give it, no rule does either.
 */
export function appGrants(client: {
  readonly type: ClientTypeName;
  readonly grants: readonly GrantKey[];
  readonly refreshTokens: boolean;
}): string[] {
  const { hasUsers, defaultGrants } = CLIENT_TYPES[client.type];
  const demanded = hasUsers ? [] : defaultGrants.filter((grant) => !client.grants.includes(grant));
  const all = [...client.grants, ...demanded].map((grant) => GRANTS[grant].okta);
  return client.refreshTokens ? [...all, REFRESH_TOKEN_GRANT] : all;
}

/** INVARIANT: code asks this table for a client type's properties and never branches on a type's name. */
export const CLIENT_TYPES: Readonly<Record<ClientTypeName, ClientType>> = {
  spa: {
    oktaType: "browser",
    hasUsers: true,
    defaultGrants: ["authorization_code"],
    allowedGrants: ["authorization_code", "token-exchange", "interaction_code"],
    tokenEndpointAuthMethod: "none",
    pkceRequired: true,
  },
  web: {
    oktaType: "web",
    hasUsers: true,
    defaultGrants: ["authorization_code"],
    allowedGrants: ["authorization_code", "device_code", "token-exchange", "ciba", "interaction_code"],
    tokenEndpointAuthMethod: "client_secret_basic",
    pkceRequired: true,
  },
  native: {
    oktaType: "native",
    hasUsers: true,
    defaultGrants: ["authorization_code"],
    allowedGrants: ["authorization_code", "device_code", "token-exchange", "interaction_code"],
    tokenEndpointAuthMethod: "none",
    pkceRequired: true,
  },
  service: {
    oktaType: "service",
    hasUsers: false,
    defaultGrants: ["client_credentials"],
    allowedGrants: ["client_credentials", "token-exchange"],
    tokenEndpointAuthMethod: "private_key_jwt",
    pkceRequired: false,
  },
};
