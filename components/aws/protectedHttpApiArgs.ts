/** The args of `ProtectedHttpApi`. */
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../naming";
import type { LogArgs } from "./logArgs";

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

/** Another web origin may call the API from a browser. */
export interface CorsArgs {
  /**
   * Origins, never `*`.
   * @example ["https://console.example.com"]
   */
  allowOrigins: string[];
  /**
   * Request headers that a page may send.
   * @example ["authorization", "content-type"]
   */
  allowHeaders: string[];
  /**
   * Seconds for which a browser remembers the answer.
   * @example 600
   */
  maxAgeSeconds: number;
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

/** What the Lambda authorizer checks at a route; its meaning is in `model/routeRequirements.ts`. */
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
}

/** A route. Exactly one of `public`, `scopes` and `requirement`, and exactly one of `handler` and `url`. */
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
   * A limit for this route alone.
   * @default - the API's; for a public route 10 per second, burst 20, if that is less
   * @example { ratePerSecond: 1, burst: 5 }
   */
  throttle?: ThrottleArgs;
}

/** A function that answers requests. */
export interface HandlerArgs {
  /**
   * The function's name.
   * @example handler.functionName
   */
  functionName: pulumi.Input<string>;
  /**
   * The address under which API Gateway calls it.
   * @example handler.invokeArn
   */
  invokeArn: pulumi.Input<string>;
}

/** What an API is made of. */
export interface ProtectedHttpApiArgs {
  /**
   * Product, stack and whether names carry the stack.
   * @example { product: "admin", stack: "dev", carryStack: true }
   */
  naming: Naming;
  /**
   * The kind of gateway. Only `http` is offered.
   * @default "http"
   * @example "http"
   */
  profile?: string;
  /**
   * The `iss` that tokens must have.
   * @example server.issuer
   */
  issuer: pulumi.Input<string>;
  /**
   * The `aud` that tokens must have.
   * @example server.audience
   */
  audience: pulumi.Input<string>;
  /**
   * Route key → route.
   * @example { "GET /users": { scopes: ["users:read"], handler: "admin" } }
   */
  routes: Record<string, ProtectedRouteArgs>;
  /**
   * The functions that routes name.
   * @example { admin: new HandlerFunction("admin", …) }
   */
  handlers: Record<string, HandlerArgs>;
  /**
   * The code of the Lambda authorizer, as the text of an ES module; needed as soon as a route has a `requirement`.
   * @default - none
   * @example bundleHandlers(["authorizer"]).authorizer
   */
  authorizerModule?: string;
  /**
   * The access token claim to which the Lambda authorizer narrows `scp`.
   * @default - `scp` counts as it is
   * @example "entitlements"
   */
  entitlementClaim?: string;
  /**
   * Lets the issuer be `http:`, for a local Okta.
   * @default false
   * @example true
   */
  allowInsecureIssuer?: boolean;
  /**
   * The limit of every route without one of its own.
   * @example { ratePerSecond: 50, burst: 100 }
   */
  throttle: ThrottleArgs;
  /**
   * Which pages may call the API.
   * @default - none but those of the API's own origin
   * @example { allowOrigins: ["https://console.example.com"], allowHeaders: ["authorization"], maxAgeSeconds: 600 }
   */
  cors?: CorsArgs;
  /**
   * A domain name of one's own. Not offered.
   * @default - the address that API Gateway gives
   * @example "api.example.com"
   */
  domainName?: string;
  /**
   * A web application firewall. Not offered: AWS has none for HTTP APIs.
   * @default false
   * @example false
   */
  firewall?: boolean;
  /**
   * How long logs are kept, and how they are encrypted.
   * @example { retentionDays: 90 }
   */
  logs: LogArgs;
  /**
   * Tags of everything that can carry them.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}
