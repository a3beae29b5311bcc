/** A route in the words of the components, the same whatever the kind of gateway, and what follows from all routes of an API. */
import type { DeclaredRequirement } from "../../../model/routes";

/** A limit as API Gateway keeps it: a token bucket, best effort. */
export interface ThrottleArgs {
  /**
   * Requests per second.
   * @example 50
   */
  ratePerSecond: number;
  /**
   * Requests at once.
   * @example 100
   */
  burst: number;
}

/** Scopes that a token needs: exactly one of the two lists. */
export interface ScopeRequirementArgs {
  /**
   * One of these is enough.
   * @default - see `all`
   * @example ["users:read", "users:manage"]
   */
  any?: string[];
  /**
   * Every one of these is needed.
   * @default - see `any`
   * @example ["users:read", "users:delete"]
   */
  all?: string[];
}

/** A sign-in that a request needs. */
export interface StepUpArgs {
  /**
   * The level, one of Okta's `acr_values`.
   * @example "phr"
   */
  acr: string;
  /**
   * Seconds since the sign-in at that level.
   * @example 300
   */
  maxAge: number;
}

/**
 * What the Lambda authorizer checks at a route: `DeclaredRequirement` of `model/routes` in the words that a component's schema
 * has, which knows no unions. That each is the other is checked below.
 */
export interface RequirementArgs {
  /**
   * The scopes; without them the route is refused.
   * @example { all: ["users:read", "users:delete"] }
   */
  scopes?: ScopeRequirementArgs;
  /**
   * Globs, one of which a group must match.
   * @default - no group is asked for
   * @example ["permissions-*-reports"]
   */
  groups?: string[];
  /**
   * The claim that holds the groups.
   * @default - none
   * @example "permissions"
   */
  groupsClaim?: string;
  /**
   * How strongly and how recently the caller must have signed in.
   * @default - no step-up
   * @example { acr: "phr", maxAge: 300 }
   */
  stepUp?: StepUpArgs;
  /**
   * Who answers with the step-up's challenge on an HTTP API: `integration`, the function behind it, or `none`.
   * @default - nobody: the request is refused without a challenge
   * @example "integration"
   */
  challenge?: string;
}

/** A route. Exactly one of `public`, `scopes` and `requirement`, and exactly one of `handler`, `url` and `vpcLink`. */
export interface ProtectedRouteArgs {
  /**
   * Why anybody may call the route. It then has no authorizer, and is throttled on its own.
   * @default - not public
   * @example "load balancer probe"
   */
  public?: string;
  /**
   * Scopes of which a token needs any one: 1 to 10.
   * @default - see `requirement`
   * @example ["users:read"]
   */
  scopes?: string[];
  /**
   * What the Lambda authorizer checks, where any one of some scopes is not enough.
   * @default - see `scopes`
   * @example { scopes: { any: ["users:delete"] }, stepUp: { acr: "phr", maxAge: 300 } }
   */
  requirement?: RequirementArgs;
  /**
   * The key in `handlers` of the function that answers.
   * @default - see `url`
   * @example "admin"
   */
  handler?: string;
  /**
   * The https address to which requests are passed on.
   * @default - see `handler`
   * @example "https://backend.example.com/users"
   */
  url?: string;
  /**
   * The key in `vpcLinks` of the private load balancer or service to which requests are passed on, with their path.
   * @default - see `handler`
   * @example "orders"
   */
  vpcLink?: string;
  /**
   * The key in `backendSecrets` of what the gateway shows the backend, so that it can refuse whoever comes past it.
   * @default - nothing
   * @example "orders"
   */
  secret?: string;
  /**
   * A limit for this route alone.
   * @default - the API's; for a public route 10 per second, burst 20, if that is less
   * @example { ratePerSecond: 1, burst: 5 }
   */
  throttle?: ThrottleArgs;
}

type Same<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : never;
/** Does not compile where a field of the requirement is missing here, or is one too many. */
const isWhole: Same<Required<RequirementArgs>, Required<DeclaredRequirement>> = true;
void isWhole;

/** What the guard checks at a route that has scopes or a requirement. */
export function requirementOf({ scopes, requirement }: ProtectedRouteArgs): RequirementArgs {
  return requirement ?? { scopes: { any: scopes! } };
}

/** The methods of some routes, sorted: what pages of other origins may call. */
export function methodsOf(routes: Readonly<Record<string, ProtectedRouteArgs>>): string[] {
  return [...new Set(Object.keys(routes).map((key) => key.slice(0, key.indexOf(" "))))].sort();
}

/** An API with its own limit, and its routes. */
interface Limited {
  readonly routes: Readonly<Record<string, ProtectedRouteArgs>>;
  readonly throttle: ThrottleArgs;
}

/**
 * The limit of a public route that has none of its own, unless the API's is lower. On a public route nobody is known whom
 * one could turn away.
 */
const PUBLIC_THROTTLE: ThrottleArgs = { ratePerSecond: 10, burst: 20 };

/** Route key → limit, for the routes whose limit is not the API's. */
export function routeThrottles({ routes, throttle }: Limited): [routeKey: string, throttle: ThrottleArgs][] {
  return Object.entries(routes).flatMap(([key, route]): [string, ThrottleArgs][] => {
    const own = route.throttle ?? (route.public === undefined ? undefined : lower(throttle, PUBLIC_THROTTLE));
    return own === undefined ? [] : [[key, own]];
  });
}

/** A limit as API Gateway writes it. */
export function limits({ ratePerSecond, burst }: ThrottleArgs) {
  return { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
}

function lower(a: ThrottleArgs, b: ThrottleArgs): ThrottleArgs {
  return { ratePerSecond: Math.min(a.ratePerSecond, b.ratePerSecond), burst: Math.min(a.burst, b.burst) };
}
