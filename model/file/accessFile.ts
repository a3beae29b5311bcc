/**
 * The access file as a person writes it, with what each field means: the types behind `defineAccess`. They are written out,
 * and not derived from the schema, so that an editor shows these texts and checks a file at once; a type test holds the
 * two to each other.
 */
import type { StepUpAcr } from "../okta/acr";
import type { ClientAuthentication, ClientTypeName } from "../okta/clientTypes";
import type { GrantKey } from "../okta/grants";
import type { OidcScope } from "../okta/oidcScopes";
import type { Sensitivity } from "./sensitivity";

/** In which stacks an entry exists. @default all */
interface InStacks {
  stacks?: readonly string[];
}

/** A scope, by its name. */
export interface ScopeEntry<S extends string = string> extends InStacks {
  /** What the scope allows, for people; at most 255 characters. */
  description: string;
  /** Shown on a consent page. @default the description */
  displayName?: string;
  /** Sets the token's lifetime, and whether the scope is published. @default "low" */
  sensitivity?: Sensitivity;
  /** External clients may only have external scopes. @default "internal" */
  exposure?: "internal" | "external";
  /** Whether the user is asked. @default "IMPLICIT" */
  consent?: "IMPLICIT" | "REQUIRED" | "FLEXIBLE";
  /** Scopes that whoever holds this one holds as well. @default none */
  implies?: readonly S[];
  /** What who uses the scope must have proved: a level of authentication, at most so many seconds ago, 30 or more. @default nothing */
  stepUp?: { acr: StepUpAcr; maxAge: number };
  /** Longest life of an access token with this scope, in minutes, 5 to 1,440. @default 60, 30, 10 by sensitivity */
  tokenMinutes?: number;
  /** Whether a request that names no scope is for this one, as far as whoever asks may have it; one scope at most. @default false */
  default?: boolean;
}

/** A group, by a key of the file's own. */
export interface GroupEntry<S extends string = string, G extends string = string> extends InStacks {
  /** The Okta group's name. @default the key */
  name?: string;
  /** Whether the stack creates the group; otherwise it exists already, as from a directory. @default false */
  managed?: boolean;
  scopes: readonly S[];
  /**
   * Keys of groups with which this one is never united. Who is in both gets what each of them allows; a request that needs
   * both is refused.
   */
  separate?: readonly G[];
  /** The key that it had before: the stack goes on with the same group. @default none */
  was?: string;
}

/** An administrator role of the org with no more than it needs. */
export interface OktaAdminRoleEntry<G extends string = string> {
  /** Okta's names of permissions, such as `okta.users.create`. */
  permissions: readonly string[];
  /** The groups over whose members they hold; `"all"`: everybody in the org. */
  groups: "all" | readonly G[];
}

/** How people sign in to a client, before any step-up. */
export interface SignOnEntry {
  /** @default two for an internal client, one for an external one */
  factors?: 1 | 2;
  /** Minutes after which one has to sign in again. @default 720 for an internal client, 43,200 for an external one */
  reauthenticateMinutes?: number;
  /** Minutes without use after which one has to sign in again. @default none */
  inactivityMinutes?: number;
  /** Ids of the network zones from which one may sign in. @default from anywhere */
  networkZones?: readonly string[];
  /** What the device must be: registered with Okta, managed as well, or as device assurance policies (ids) say. @default any */
  device?: "registered" | "managed" | { readonly assurances: readonly string[] };
  /** The id of a sign-on policy that exists: it says all of it, and none is made. @default none */
  policyId?: string;
}

/** A client, by a key of the file's own. */
export interface ClientEntry<S extends string = string, G extends string = string> extends InStacks {
  /** `spa`, `web` and `native` have users; a `service` acts for itself. */
  type: ClientTypeName;
  /** @default "internal" */
  exposure?: "internal" | "external";
  /** The scopes that the client may ever be given; `"all"`: every scope of its own exposure. */
  scopes: "all" | readonly S[];
  /** @default openid, profile, email; none for a service */
  oidcScopes?: readonly OidcScope[];
  /** Longest life of the client's access tokens, in minutes, 5 to 1,440, however long its scopes would let them live. */
  tokenMinutes?: number;
  /**
   * Adds `offline_access`; never together with a step-up scope. The days say how long a refresh token lives in all and
   * without use, 1 to 1,825; `true` is `{ days: 30, idleDays: 7 }`, and `idleDays` without a value is 7, or `days` where
   * that is less. @default false
   */
  refreshTokens?: boolean | { days?: number; idleDays?: number };
  /** @default authorization_code; client_credentials for a service */
  grants?: readonly GrantKey[];
  /** How a service proves itself: with a key, or with a secret that Okta makes and shows in its console. @default "private_key" */
  auth?: ClientAuthentication;
  /** The groups whose members may sign in. @default those that hold any of the client's scopes */
  assignedTo?: readonly G[];
  /** Scopes of Okta's own API, for a service. @default none */
  oktaApiScopes?: readonly string[];
  /** What limits those: a role of Okta's, such as `HELP_DESK_ADMIN`, or permissions of one's own. @default none */
  oktaAdminRole?: string | OktaAdminRoleEntry<G>;
  /** The function of this program that acts as this client, and that alone may sign as it. @default none: it is outside */
  handler?: string;
  /** The groups whose members alone this client may act on, through the functions of the product. @default everybody */
  reach?: readonly G[];
  /** Whether Okta refuses a sign-in without PKCE; only a web client can do without. @default true */
  pkce?: boolean;
  /** Where Okta sends people who begin there, with https. @default none */
  loginUri?: string;
  /** Attributes of the application itself, for claims such as `app.profile.region`. @default none */
  profile?: { readonly [name: string]: string | number | boolean | readonly string[] };
  /** How people sign in, before any step-up. @default two factors for an internal client, one for an external one */
  signOn?: SignOnEntry;
  /** Who makes the intersection of request and entitlement: Okta, or the gateway. @default "issuer" */
  enforcement?: "issuer" | "gateway";
  /**
   * Which scopes the client asks for together: `"any"`, all that a person holds; `"one-group"`, what one of the person's
   * groups holds; a list, these sets and what one group holds. Derived groups are made for nothing else. @default "any"
   */
  requests?: "any" | "one-group" | readonly (readonly S[])[];
  /** The key that it had before: the stack goes on with the same application, whose client id stays. @default none */
  was?: string;
}

/** A claim, by its name; exactly one of `groups`, `expression`, `entitledScopes`. */
export interface ClaimEntry<S extends string = string> {
  /** The token that carries the claim, or both. */
  token: "access" | "id" | readonly ("access" | "id")[];
  /** Names of the user's groups that match: exactly one filter. */
  groups?: { startsWith?: string; equals?: string; contains?: string; regex?: string };
  /** An Okta expression of at most 1,024 characters; a group's key may stand where Okta wants the group's id. */
  expression?: string;
  /** The scopes to which the user's groups entitle. */
  entitledScopes?: true;
  /** The claim is released only with one of these. @default always */
  scopes?: readonly S[];
}

/** Requests per second, and how many may come at once; each 1 to 10,000. */
export interface ThrottleEntry {
  ratePerSecond: number;
  burst: number;
}

/** A route; it has `scopes`, or `public`, and exactly one of `handler`, `backend` and `url`; with the profile `none`, none of them. */
export interface RouteEntry<S extends string = string> {
  /** A list: any one of them is enough. `{ all }`: every one is needed. */
  scopes?: readonly S[] | { all: readonly S[] };
  /** Globs, one of which a group in the groups claim must match. @default none */
  groups?: string | readonly string[];
  /** Which claim `groups` are matched against, where the route's scopes release several. */
  groupsClaim?: string;
  /** Why everybody may call it: the only way to have no scopes. */
  public?: string;
  /** The function that answers. */
  handler?: string;
  /** What answers and exists already: a name, of which each stack's setting `backends` says where it is. */
  backend?: string;
  /** The address, with https, to which the call is passed on. */
  url?: string;
  throttle?: ThrottleEntry;
}

/** An API, by a key of the file's own. */
export interface ApiEntry<S extends string = string> {
  /** What stands in front; `none`: something that exists already, which asks the guard. @default "http" */
  profile?: "http" | "rest" | "alb" | "none";
  /** By `METHOD /path`. */
  routes: Record<string, RouteEntry<S>>;
  /** @default 50 a second, bursts of 100 */
  throttle?: ThrottleEntry;
  cors?: { allowOrigins: readonly string[]; allowHeaders?: readonly string[]; maxAgeSeconds?: number };
  /**
   * A name of one's own. Without `certificateArn` it is made elsewhere: by another API, another stack. `basePath`: what stands
   * before the API's paths, such as `orders`, where several APIs share the name.
   */
  domain?: { name: string; certificateArn?: string; basePath?: string };
  /** Of a REST API: bodies that are no text, such as `image/png`; a star on both sides is all. @default none */
  binaryMediaTypes?: readonly string[];
  /**
   * Whether its gateway answers, for everybody, what programs find it by: its authorization server and the scopes of its
   * routes (RFC 9728). @default true, where the gateway can
   */
  metadata?: boolean;
  /** `countOnly`: managed rules that count what they find, and let it pass, such as `SizeRestrictions_BODY`. */
  firewall?: { managedRules?: boolean; countOnly?: readonly string[]; requestsPer5Minutes?: number };
}
