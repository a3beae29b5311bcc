/** An access file after it has been checked, for one stack, with every default filled in: what the rest of the program reads. */
import type { StepUpAcr } from "../okta/acr";
import type { ClientAuthentication, ClientTypeName } from "../okta/clientTypes";
import type { GrantKey } from "../okta/grants";
import type { OidcScope } from "../okta/oidcScopes";
import type { DomainUse } from "../routes/domains";
import type { Profile } from "../routes/backends";
import type { Sensitivity } from "./sensitivity";

/** External: for clients outside the company, such as customers' apps. */
export type Exposure = "internal" | "external";
/** Okta's words for whether a user is asked about a scope. */
export type Consent = "IMPLICIT" | "REQUIRED" | "FLEXIBLE";

/** What who uses a scope must have proved. */
export interface StepUp {
  readonly acr: StepUpAcr;
  /** Seconds since the sign-in at that level. */
  readonly maxAge: number;
}

/** A custom scope of the authorization server. */
export interface Scope {
  readonly name: string;
  readonly description: string;
  readonly displayName: string;
  readonly sensitivity: Sensitivity;
  readonly exposure: Exposure;
  readonly consent: Consent;
  /** The scopes named in `implies`, as written: not closed. */
  readonly implies: readonly string[];
  readonly stepUp?: StepUp;
  readonly tokenMinutes: number;
  /** Whether a request that names no scope is for this one. */
  readonly default: boolean;
}

/** A group of users, with what it entitles to. */
export interface Group {
  readonly key: string;
  /** The Okta group's name. */
  readonly name: string;
  /** Whether the stack creates the group; otherwise it exists already. */
  readonly managed: boolean;
  /** As written: not closed under `implies`. */
  readonly scopes: readonly string[];
  /** Keys of the groups with which this one is never united; symmetric, whoever of the two said it. */
  readonly separate: readonly string[];
  /** The key that it had before. */
  readonly was?: string;
}

/** What limits a service client's use of Okta's own API: a role of Okta's by its name, or permissions over some users. */
export type OktaAdminRole =
  | string
  | { readonly permissions: readonly string[]; /** Keys of groups. */ readonly groups: "all" | readonly string[] };

/**
 * What Okta must know of a device. `registered`: Okta Verify on it is somebody's. `managed`: the company manages it as well.
 * `assurances`: it meets one of these device assurance policies.
 */
export type SignOnDevice = "registered" | "managed" | { readonly assurances: readonly string[] };

/** What a sign-in asks for where no scope asks for more. */
export interface SignOn {
  readonly factors: 1 | 2;
  /** Minutes after which one has to sign in again. */
  readonly reauthenticateMinutes: number;
  /** Minutes without use after which one has to sign in again. */
  readonly inactivityMinutes?: number;
  /** Ids of the network zones from which one may sign in; undefined: from anywhere. */
  readonly networkZones?: readonly string[];
  /** What the device must be from which one signs in; undefined: any. */
  readonly device?: SignOnDevice;
  /** A sign-on policy that exists already and is left alone; then none is made. */
  readonly policyId?: string;
}

/** How long refresh tokens of a client live, in minutes: in all, and without use. */
export interface RefreshLifetimes {
  readonly minutes: number;
  readonly idleMinutes: number;
}

/** An OAuth application. */
export interface Client {
  readonly key: string;
  readonly type: ClientTypeName;
  readonly exposure: Exposure;
  /** The scopes that the client may ever be given; `"all"` is resolved. */
  readonly ceiling: readonly string[];
  /** With `offline_access` where the client has refresh tokens. Empty for a service client. */
  readonly oidcScopes: readonly OidcScope[];
  /** The most minutes of the client's access tokens, whatever the scopes; undefined: as the scopes say. */
  readonly tokenMinutes?: number;
  readonly refreshTokens: boolean;
  /** Where the client has refresh tokens. */
  readonly refreshLifetimes?: RefreshLifetimes;
  readonly grants: readonly GrantKey[];
  /** How a service client proves itself, where the file says so. */
  readonly auth?: ClientAuthentication;
  /** The keys of the groups whose members are assigned; undefined: those that hold any scope of the ceiling. */
  readonly assignedTo?: readonly string[];
  readonly oktaApiScopes: readonly string[];
  readonly oktaAdminRole?: OktaAdminRole;
  /** The function that acts as this client; undefined: it is no part of this program. */
  readonly handler?: string;
  /** Keys of the groups whose members alone the client may act on through functions; undefined: everybody. */
  readonly reach?: readonly string[];
  /** Whether Okta refuses a sign-in without PKCE. */
  readonly pkce: boolean;
  /** Where Okta sends people who begin there. */
  readonly loginUri?: string;
  /** Attributes of the application itself, for expressions. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** How people sign in at least; undefined for a service client. */
  readonly signOn?: SignOn;
  readonly enforcement: "issuer" | "gateway";
  readonly requests: Requests;
  /** The key that it had before. */
  readonly was?: string;
}

/**
 * Which scopes a client asks for together. `any`: all that a person holds. `one-group`: what one of the person's groups
 * holds. A list: what lies within one of these sets, or within one group.
 */
export type Requests = "any" | "one-group" | readonly (readonly string[])[];

/** Okta's words for the filter of a groups claim. */
export type GroupFilterType = "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";

/** Where a claim's value comes from. */
export type ClaimValue =
  | { readonly kind: "groups"; readonly filter: GroupFilterType; readonly pattern: string }
  | { readonly kind: "expression"; readonly expression: string }
  | { readonly kind: "entitledScopes" };

/** The two kinds of tokens that carry claims. */
export type TokenKind = "access" | "id";

/** A custom claim of the access token, the ID token, or both. */
export interface Claim {
  readonly name: string;
  readonly tokens: readonly TokenKind[];
  readonly value: ClaimValue;
  /** The claim is released with any one of these; empty: always. */
  readonly scopes: readonly string[];
}

/** Requests per second, and how many may come at once. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** Who may call a route. */
export type RouteAccess =
  | {
      readonly kind: "scopes";
      /** `any`: one of the scopes is enough. `all`: every one is needed. */
      readonly match: "any" | "all";
      readonly scopes: readonly string[];
      /** Globs, one of which a group in `groupsClaim` must match; empty: no group is asked for. */
      readonly groups: readonly string[];
      readonly groupsClaim?: string;
    }
  | { readonly kind: "public"; readonly reason: string };

/**
 * Where a call goes: to a function of this program, to a backend whose place the stack's settings say, to an address with
 * https; `elsewhere` behind an API with the profile `none`, whose calls others pass on.
 */
export type RouteTarget =
  { readonly handler: string } | { readonly backend: string } | { readonly url: string } | { readonly elsewhere: true };

/** One method and path of an API. */
export interface Route {
  /** As API Gateway writes it: `GET /users/{id}`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  readonly target: RouteTarget;
  readonly throttle?: Throttle;
}

/** Which web pages may call the API. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly maxAgeSeconds: number;
}

/** A web application firewall. */
export interface Firewall {
  readonly managedRules: boolean;
  /** Managed rules that count what they find, and let it pass. */
  readonly countOnly?: readonly string[];
  readonly requestsPer5Minutes: number;
}

/** An API with its routes: in AWS, or with the profile `none` behind something else. */
export interface Api {
  readonly key: string;
  readonly profile: Profile;
  readonly routes: readonly Route[];
  readonly throttle: Throttle;
  readonly cors?: Cors;
  readonly domain?: DomainUse;
  /** Bodies that are no text, at a REST API. */
  readonly binaryMediaTypes?: readonly string[];
  readonly firewall?: Firewall;
  /** `false`: its gateway does not say what it asks for (RFC 9728). */
  readonly metadata?: boolean;
}

/** Which groups may be united, and how often. */
export interface Combinations {
  /** How many derived groups the compiler may make. */
  readonly limit: number;
  /** Lists of group keys: only groups that stand in one list together are united. Undefined: any may be. */
  readonly occurring?: readonly (readonly string[])[];
}

/** How a team names its scopes. */
export interface Naming {
  /** What may stand last in a name; undefined: the actions of the convention. */
  readonly actions?: readonly string[];
  /** A regular expression for the whole name, in the place of `resource:action`. */
  readonly pattern?: string;
  readonly level: "off" | "warning" | "error";
}

/** Who looks at a change of access, as CODEOWNERS names them, by the sensitivity of what it is about. */
export type Reviewers = Readonly<Partial<Record<Sensitivity, readonly string[]>>>;

/** All maps keep the order of the file. */
export interface Access {
  readonly product: string;
  readonly audience: string;
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly claims: ReadonlyMap<string, Claim>;
  readonly apis: ReadonlyMap<string, Api>;
  readonly combinations: Combinations;
  readonly naming: Naming;
  readonly reviewers: Reviewers;
}
