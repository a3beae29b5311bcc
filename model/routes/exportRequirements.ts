/**
 * What each route of an API asks for, in forms that leave the program: for a gateway that exists already, and for a client's
 * own code.
 */
import type { Plan } from "../compile/plan";
import type { Access, Api } from "../file/access";
import { type Narrowing, narrowingOf } from "./narrowing";
import type { RouteRequirement, ScopeRequirement, StepUpRequirement } from "./requirement";
import { routeRequirement } from "./routeRequirements";

/** The guard's own form of an API. Nothing in it is a secret. */
export interface ExportedRequirements {
  readonly api: string;
  /** The `aud` that tokens must have. */
  readonly audience: string;
  /** Route key → requirement, every route of the API. What is not here is refused. */
  readonly requirements: Readonly<Record<string, RouteRequirement>>;
  /** How tokens are narrowed; undefined where Okta narrows all of them. Clients are named by their keys. */
  readonly narrowing?: Narrowing;
}

/** Who answers with a challenge is a matter of API Gateway: in front of the guard the guard does. */
export function exportRequirements(access: Access, api: Api, plan: Plan): ExportedRequirements {
  const narrowing = narrowingOf(access, plan);
  return {
    api: api.key,
    audience: access.audience,
    requirements: Object.fromEntries(
      api.routes.map((route): [string, RouteRequirement] => {
        const { challenge: _, ...requirement } = routeRequirement(access, api, route) ?? {};
        return [route.key, route.access.kind === "public" ? { public: true } : requirement];
      }),
    ),
    ...(narrowing !== undefined && { narrowing }),
  };
}

/** What one call of a client needs. */
export type RouteNeed =
  { readonly public: true } | { readonly scopes: ScopeRequirement; readonly stepUp?: StepUpRequirement };

/** By `METHOD /path/{variable}`. */
export type RouteNeeds = Readonly<Record<string, RouteNeed>>;

/**
 * What a client's own code knows of the access file: the routes that it can be entitled to, and how to ask for their scopes.
 * Plain data, made from an access file by `access client`: it names no group and no other client.
 */
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
