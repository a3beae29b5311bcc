/** A load balancer with a route of each kind, for the specs about the gateway as one, and how they declare it. */
import { ProtectedAlbApi } from "../../../components/aws/alb/protectedAlbApi";
import type { AlbApiArgs } from "../../../components/aws/shared/profileArgs";
import type { ProtectedApiArgs, SignInArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { ARGS as COMMON, certificateIn, STEP_UP } from "./gatewayArgs";
import { withProviders } from "./testProviders";

export const ARGS: ProtectedApiArgs = {
  ...COMMON,
  routes: {
    "GET /orders/{id}": { scopes: ["orders:read"], handler: "orders" },
    "GET /orders/mine": { scopes: ["orders:read"], handler: "orders" },
    "DELETE /orders/{id}": { requirement: { scopes: { any: ["orders:delete"] }, stepUp: STEP_UP }, handler: "admin" },
    "POST /orders": { requirement: { scopes: { any: ["a", "b"] } }, handler: "admin" },
    "GET /health": { public: "probe", handler: "orders" },
  },
  targetGroups: { orders: "arn:target-group:orders" },
  domain: { name: "orders.example.com", certificateArn: certificateIn("eu-central-1") },
  network: { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] },
};

/** Why a route is refused that asks for too much of a load balancer. */
export const unchecked =
  "asks for more than a load balancer can check before what checks nothing itself: one scope, no groups, no step-up, no client with `enforcement: gateway`; lead it to a function of this program, or use the profile `http` or `rest`";

/** A page that people sign in for. */
export const PORTAL: SignInArgs = { path: "/portal", clientId: "0oa1", clientSecret: "a-secret", target: "orders" };

/** Declares that API with some of its args changed. */
export const run = (changes: Partial<ProtectedApiArgs> = {}) =>
  // What JavaScript may leave out is left out here too.
  withProviders((opts) => new ProtectedAlbApi("shop", { ...ARGS, ...changes } as AlbApiArgs, opts));

/** Declares it with one route alone, `GET /x`. */
export const withRoute = (route: ProtectedRouteArgs, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes: { "GET /x": route }, ...changes });
