/** An HTTP API with a route of each kind, for the specs about the gateway as an HTTP API, and how they declare it. */
import { ProtectedHttpApi } from "../../../components/aws/http/protectedHttpApi";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { ISSUER } from "./gatewayArgs";
import { withProviders } from "./testProviders";

export const ROUTE = "aws:apigatewayv2/route:Route";

/** A requirement of a step-up that the function behind the route answers with. */
export const stepUp = {
  scopes: { any: ["users:delete"] },
  stepUp: { acr: "phr", maxAge: 300 },
  challenge: "integration",
};

export const ROUTES: Record<string, ProtectedRouteArgs> = {
  "GET /users": { scopes: ["users:read", "users:manage"], handler: "admin" },
  "POST /users": { scopes: ["users:create"], handler: "admin", throttle: { ratePerSecond: 1, burst: 2 } },
  "DELETE /users/{id}": { requirement: stepUp, handler: "admin" },
  "GET /reports": { requirement: { scopes: { all: ["a", "b"] } }, url: "https://reports.example.com/" },
  "GET /health": { public: "load balancer probe", handler: "admin" },
};

const ARGS: ProtectedApiArgs = {
  naming: { product: "p", stack: "dev", carryStack: true },
  issuer: ISSUER,
  audience: "api://admin",
  routes: ROUTES,
  handlers: {
    admin: { functionName: "p-users-admin-dev", invokeArn: "arn:invoke:admin" },
    unused: { functionName: "unused", invokeArn: "arn:invoke:unused" },
  },
  authorizerModule: "export const handler = 1;",
  throttle: { ratePerSecond: 50, burst: 100 },
  logs: { retentionDays: 90 },
  tags: { team: "identity" },
};

/** Declares that API with some of its args changed. */
export const run = (changes: Partial<ProtectedApiArgs> = {}) =>
  withProviders((opts) => new ProtectedHttpApi("users", { ...ARGS, ...changes }, opts));

/** Declares it with one route alone, `GET /x`. */
export const withRoute = (route: ProtectedRouteArgs, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes: { "GET /x": route }, ...changes });
