/** What an org holds. Everything here is mutable and in memory; what the API answers is made in `management/`. */
import type { Permission } from "../admin/permissions";
import type { KeyRing } from "./signingKeys";

export type Status = "ACTIVE" | "INACTIVE";

/** A JSON object as it came in or goes out. */
export type Json = { [key: string]: unknown };

export interface Stamped {
  /** Milliseconds since 1970. */
  created: number;
  lastUpdated: number;
}

export interface Scope {
  readonly id: string;
  name: string;
  displayName: string | null;
  description: string | null;
  consent: "IMPLICIT" | "REQUIRED" | "FLEXIBLE";
  metadataPublish: "ALL_CLIENTS" | "NO_CLIENTS";
  default: boolean;
  optional: boolean;
  readonly system: boolean;
}

export type GroupFilter = "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";

export interface Claim {
  readonly id: string;
  name: string;
  status: Status;
  claimType: "RESOURCE" | "IDENTITY";
  valueType: "EXPRESSION" | "GROUPS" | "SYSTEM";
  /** Absent in claims that Okta itself fills. */
  value?: string;
  groupFilterType?: GroupFilter;
  /** Names of scopes; empty: any. */
  scopes: readonly string[];
  alwaysIncludeInToken: boolean;
  readonly system: boolean;
}

/** The conditions of an access policy rule that are stored and answered as they came in are kept apart from these. */
export interface Rule extends Stamped {
  readonly id: string;
  name: string;
  status: Status;
  priority: number;
  grantTypes: readonly string[];
  users: readonly string[];
  groups: readonly string[];
  scopes: readonly string[];
  /** A hook that would change the token; the local Okta calls none. */
  inlineHookId?: string;
  accessTokenLifetimeMinutes: number;
  refreshTokenLifetimeMinutes: number;
  refreshTokenWindowMinutes: number;
}

export interface Policy extends Stamped {
  readonly id: string;
  name: string;
  description: string;
  status: Status;
  priority: number;
  clients: readonly string[];
  /** In order of priority. */
  rules: Rule[];
}

/** Which of the org's addresses an issuer begins with. */
export type IssuerMode = "ORG_URL" | "CUSTOM_URL" | "DYNAMIC";

export interface AuthServer extends Stamped {
  readonly id: string;
  name: string;
  description: string | null;
  audiences: readonly string[];
  issuerMode: IssuerMode;
  /** The server that every org has from the start; its paths may say `default` instead of its id. */
  readonly isDefault: boolean;
  rotationMode: "AUTO" | "MANUAL";
  status: Status;
  readonly keys: KeyRing;
  readonly scopes: Map<string, Scope>;
  readonly claims: Map<string, Claim>;
  /** In order of priority. */
  policies: Policy[];
  /** Counts the changes, so that what was worked out from the server can be kept until the next one. */
  version: number;
}

export type UserStatus =
  "STAGED" | "PROVISIONED" | "ACTIVE" | "RECOVERY" | "LOCKED_OUT" | "PASSWORD_EXPIRED" | "SUSPENDED" | "DEPROVISIONED";

export interface Factor extends Stamped {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  status: "PENDING_ACTIVATION" | "ACTIVE";
  profile: Json;
  /** The shared secret of a one-time password, base32; never answered after enrolment. */
  readonly secret?: string;
  /** The time step of the last accepted one-time password: each counts once. */
  lastStep?: number;
  /** The last code that was sent: when, and until when it counts, in milliseconds since 1970. */
  sent?: { readonly at: number; readonly ends: number };
}

export interface User extends Stamped {
  readonly id: string;
  status: UserStatus;
  activated: number | null;
  statusChanged: number | null;
  lastLogin: number | null;
  /** Always has `login`, `email`, `firstName`, `lastName`. */
  profile: Json;
  hasPassword: boolean;
  passwordChanged: number | null;
  /** `IMPORT`: the password came as a hash. */
  credentialProvider: "OKTA" | "IMPORT";
  recoveryQuestion?: { readonly question: string; readonly answer: string };
  /** The id of the user type. */
  typeId: string;
  /** Of a password that was given as a text. */
  passwordDigest?: string;
  /** The one-time token of an activation link that has not been used. */
  activationToken?: string;
  /** The one-time token of a recovery link, and when it ends in milliseconds since 1970. */
  recovery?: { readonly token: string; readonly ends: number };
  readonly factors: Map<string, Factor>;
  /** Admin roles. */
  readonly roles: Map<string, AdminRole>;
  /** App id → scopes to which the user has consented. */
  readonly consents: Map<string, Set<string>>;
}

export interface Membership {
  /** Put in by hand (or by a directory). */
  direct: boolean;
  /** Ids of the group rules that put the user in. */
  readonly rules: Set<string>;
}

export interface Group extends Stamped {
  readonly id: string;
  name: string;
  description: string | null;
  profile: Json;
  /** `APP_GROUP`: a directory or another app fills it. */
  readonly type: "OKTA_GROUP" | "BUILT_IN" | "APP_GROUP";
  /** What fills an `APP_GROUP`. */
  readonly source?: { readonly id: string; readonly type: string };
  lastMembershipUpdated: number;
  /** By user id. Nobody is listed in the built-in group: everyone is in it. */
  readonly members: Map<string, Membership>;
  /** Admin roles of all its members. */
  readonly roles: Map<string, AdminRole>;
}

export interface GroupRule extends Stamped {
  readonly id: string;
  name: string;
  status: "ACTIVE" | "INACTIVE" | "INVALID";
  expression: string;
  groupIds: readonly string[];
  /** Users whom the rule leaves alone: listed in it, or removed from its group by hand. */
  readonly exceptions: Set<string>;
  usersExcluded: readonly string[];
}

export interface ClientSecret extends Stamped {
  readonly id: string;
  readonly value: string;
  status: Status;
}

/** What an app says of a user who is assigned to it by hand. */
export interface AppAssignment extends Stamped {
  userName: string;
  /** Attributes that differ from those that the user's own profile gives. */
  profile: Json;
}

/**
 * An app. `body` is what the API stored and answers; the rest is what the server acts on, and is empty for an app that is
 * no OpenID Connect client.
 */
export interface App extends Stamped {
  readonly id: string;
  /** Okta's name of the kind of app: `oidc_client`, or that of a template. */
  readonly name: string;
  readonly isOidc: boolean;
  clientId: string;
  label: string;
  status: Status;
  body: Json;
  applicationType: "browser" | "web" | "native" | "service";
  grantTypes: readonly string[];
  responseTypes: readonly string[];
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  consentMethod: "TRUSTED" | "REQUIRED";
  authMethod: string;
  pkceRequired: boolean;
  refreshRotation: "ROTATE" | "STATIC";
  /** Seconds during which a rotated refresh token may be used once more. */
  refreshLeeway: number;
  /** The public keys of the client, as they were given. */
  jwks: readonly Json[];
  jwksUri: string | null;
  readonly secrets: Map<string, ClientSecret>;
  /** Group id → priority and profile of the assignment. */
  readonly groups: Map<string, { priority: number; profile: Json; lastUpdated: number }>;
  /** User id → the assignment by hand. */
  readonly users: Map<string, AppAssignment>;
  /** The sign-on policy of the app; undefined: the org's default. */
  signOnPolicyId?: string;
  idTokenIssuerMode: IssuerMode;
  /** A claim of the ID tokens that the org's own server makes for the app. */
  groupsClaim?: Json;
  /** Names of `okta.*` scopes by the id of the grant. */
  readonly grants: Map<string, ScopeGrant>;
  readonly roles: Map<string, AdminRole>;
}

export interface ScopeGrant extends Stamped {
  readonly id: string;
  readonly scopeId: string;
  readonly issuer: string;
}

/** A role that somebody holds: a standard one in the whole org, a custom one over a resource set. */
export interface AdminRole extends Stamped {
  readonly id: string;
  readonly type: string;
  /** The ids of the custom role and of the resource set. */
  readonly custom?: { readonly role: string; readonly resourceSet: string };
}

export interface CustomRole extends Stamped {
  readonly id: string;
  label: string;
  description: string;
  readonly permissions: Map<Permission, Stamped>;
}

export interface ResourceRef {
  readonly kind:
    "users" | "groups" | "group" | "groupUsers" | "apps" | "app" | "authorizationServers" | "authorizationServer";
  /** Empty for those that mean all of a kind. */
  readonly id: string;
  /** The partition of the resource name by which it was given; absent: the org's own. */
  readonly partition?: string;
}

export interface SetResource extends Stamped {
  readonly id: string;
  readonly ref: ResourceRef;
}

export interface ResourceSet extends Stamped {
  readonly id: string;
  label: string;
  description: string;
  readonly resources: Map<string, SetResource>;
}

export interface ZoneAddress {
  readonly type: "CIDR" | "RANGE";
  /** `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, or one address. */
  readonly value: string;
}

/** Addresses of one network. */
export interface NetworkZone extends Stamped {
  readonly id: string;
  name: string;
  status: Status;
  gateways: readonly ZoneAddress[];
  /** Those that are trusted to say where a request came from; they decide nothing here. */
  proxies: readonly ZoneAddress[];
}

export interface InlineHook extends Stamped {
  readonly id: string;
  status: Status;
  name: string;
  readonly type: string;
  version: string;
  /** Without secrets. */
  channel: Json;
}

export interface DeviceAssurance extends Stamped {
  readonly id: string;
  body: Json;
}

export interface SignOnRule extends Stamped {
  readonly id: string;
  name: string;
  status: Status;
  priority: number;
  readonly system: boolean;
  /** `actions` and `conditions` as they were given, with Okta's additions. */
  body: Json;
}

export interface SignOnPolicy extends Stamped {
  readonly id: string;
  name: string;
  description: string | null;
  status: Status;
  priority: number;
  readonly system: boolean;
  rules: SignOnRule[];
}

export interface TrustedOrigin extends Stamped {
  readonly id: string;
  name: string;
  origin: string;
  status: Status;
  scopes: readonly ("CORS" | "REDIRECT")[];
}
