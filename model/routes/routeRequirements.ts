/** What a route asks of a request beyond a valid token, and whether API Gateway's own JWT authorizer can check it. */
import type { Access, Api, Route, StepUp } from "../file/access";
import { acrSatisfies } from "../okta/acr";
import type { DeclaredRequirement } from "./requirement";

/** How the gateway is to treat a route. */
export type RouteAuthorization =
  | { readonly kind: "public"; readonly reason: string }
  /** API Gateway's JWT authorizer is enough: any one of the scopes. */
  | { readonly kind: "jwt"; readonly scopes: readonly string[] }
  /** The Lambda authorizer has to look. */
  | { readonly kind: "guard"; readonly requirement: DeclaredRequirement };

/** Decides how the gateway is to treat a route; whatever a JWT authorizer cannot express goes to the guard. */
export function routeAuthorization(access: Access, api: Api, route: Route): RouteAuthorization {
  if (route.access.kind === "public") return { kind: "public", reason: route.access.reason };
  const requirement = routeRequirement(access, api, route);
  if (requirement === undefined || needsLambdaAuthorizer(access, api, route)) {
    return { kind: "guard", requirement: requirement ?? {} };
  }
  return { kind: "jwt", scopes: route.access.scopes };
}

/** The requirement of a route; undefined for a public one. */
export function routeRequirement(access: Access, api: Api, route: Route): DeclaredRequirement | undefined {
  if (route.access.kind === "public") return undefined;
  const { match, scopes, groups, groupsClaim } = route.access;
  const stepUp = strictestStepUp(access, scopes);
  return {
    scopes: match === "all" ? { all: [...scopes] } : { any: [...scopes] },
    ...(groups.length > 0 && { groups: [...groups] }),
    ...(groups.length > 0 && groupsClaim !== undefined && { groupsClaim }),
    ...(stepUp && { stepUp, ...challengeOf(api, route) }),
  };
}

/**
 * Who answers with the challenge of RFC 9470. A Lambda authorizer of an HTTP API cannot, for it has no header of its own:
 * the function behind it has to. A backend of which nothing is known is never trusted with that.
 */
function challengeOf({ profile }: Api, { target }: Route): Pick<DeclaredRequirement, "challenge"> {
  if (profile !== "http") return {};
  return { challenge: "handler" in target ? "integration" : "none" };
}

/**
 * Whether a route needs more than the gateway's own check of tokens.
 *
 * - That of an HTTP API takes a token with any one of the scopes. It sees no groups, no `acr` and no `auth_time`. It
 *   believes `scp`, which a client with `enforcement: "gateway"` carries unnarrowed; one such client anywhere is enough,
 *   since its tokens have the same issuer and audience as all others.
 * - A backend is told who calls by the Lambda authorizer, in the same words behind every kind of gateway: an HTTP API's own
 *   check would write a list in brackets.
 * - A REST API has no check of its own that can be declared, and an API behind something else has the guard alone.
 * - A load balancer checks one scope: how it takes several is not documented.
 */
export function needsLambdaAuthorizer(access: Access, { profile }: Api, route: Route): boolean {
  if (route.access.kind === "public") return false;
  if (profile === "none" || (profile !== "alb" && "backend" in route.target)) return true;
  const { match, scopes, groups } = route.access;
  return (
    profile === "rest" ||
    (profile === "alb" && scopes.length > 1) ||
    (match === "all" && scopes.length > 1) ||
    groups.length > 0 ||
    strictestStepUp(access, scopes) !== undefined ||
    hasGatewayClient(access)
  );
}

/** Whether the entitlement of some client is enforced at the gateway rather than by Okta. */
export function hasGatewayClient(access: Access): boolean {
  return [...access.clients.values()].some(({ enforcement }) => enforcement === "gateway");
}

/**
 * The step-up that satisfies those of all the scopes at once: the highest level and the shortest age. A route that takes any
 * one of several scopes asks for the strictest too: which of them a token carries is up to the caller.
 */
export function strictestStepUp(access: Access, scopes: readonly string[]): StepUp | undefined {
  const stepUps = scopes.flatMap((name) => access.scopes.get(name)?.stepUp ?? []);
  return stepUps.reduce<StepUp | undefined>((strictest, next) => {
    if (strictest === undefined) return next;
    return {
      acr: acrSatisfies(strictest.acr, next.acr) ? strictest.acr : next.acr,
      maxAge: Math.min(strictest.maxAge, next.maxAge),
    };
  }, undefined);
}
