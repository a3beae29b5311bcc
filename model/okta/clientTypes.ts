/** The four types of client, with what Okta calls them and what each may do. */
import type { GrantKey } from "./grants";

/** What a type of client is and may do. */
export interface ClientType {
  /** Okta's `application_type`, the `type` of an `okta.app.OAuth`. */
  readonly oktaType: "browser" | "web" | "native" | "service";
  /** Whether people use the client. A service client acts for itself only. */
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
    allowedGrants: ["client_credentials"],
    tokenEndpointAuthMethod: "private_key_jwt",
    pkceRequired: false,
  },
};
