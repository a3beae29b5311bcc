/** What a client's own code knows of the access file: the routes that it can be entitled to, and how to ask for their scopes. */
import type { ScopeRequirement, StepUpRequirement } from "./requirement";

/** What one call needs. */
export type RouteNeed =
  { readonly public: true } | { readonly scopes: ScopeRequirement; readonly stepUp?: StepUpRequirement };

/** By `METHOD /path/{variable}`. */
export type RouteNeeds = Readonly<Record<string, RouteNeed>>;

/** Plain data, made from an access file by `access client`: it names no group and no other client. */
export interface ClientTable {
  /** The client's key in the access file. */
  readonly client: string;
  /** The client's ceiling: no other scope is ever asked for. */
  readonly scopes: readonly string[];
  /** Those of them that need a step-up: they are asked for when an action needs them, and not at sign-in. */
  readonly elevated: readonly string[];
  /** The OIDC scopes that it may ask for with them; none for a service client. */
  readonly oidcScopes: readonly string[];
  /** The claims of the ID token that together hold the entitlement; none where the file declares no such claim. */
  readonly entitlementClaims: readonly string[];
  /** Sets of scopes that whoever is entitled to them may ask for at once; each scope stands in one of them at least. */
  readonly together: readonly (readonly string[])[];
  /** By the key of the API: the routes that the client can be entitled to, and the public ones. */
  readonly apis: Readonly<Record<string, RouteNeeds>>;
}
