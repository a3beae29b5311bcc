/** The authorizers of an HTTP API: at most three, of the ten that it may have. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import { allowInvoke } from "../shared/allowInvoke";
import { ORIGIN_HEADER } from "../../../guard/contract";
import { cacheSeconds, createGuardFunction, type GuardedRoute, type OriginSecret } from "../shared/guardFunction";
import type { HandlerFunction } from "../shared/handlerFunction";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { requirementOf, type ProtectedRouteArgs } from "../shared/routeArgs";
import { publicOperationName } from "../shared/routeProblem";

/** The authorizers that the routes of an API need. */
export interface HttpAuthorizers {
  /** API Gateway's own: any one of some scopes. */
  readonly jwt?: apigatewayv2.Authorizer;
  /** The Lambda authorizer: whatever else is asked of a token. */
  readonly guard?: apigatewayv2.Authorizer;
  /** The same function for public routes behind CloudFront: no token, only that the request has come through it. */
  readonly edge?: apigatewayv2.Authorizer;
  /** The name of the function behind the last two. */
  readonly guardName?: pulumi.Output<string>;
}

interface Context {
  readonly parent: pulumi.Resource;
  /** Set where the API is behind CloudFront. */
  readonly originSecret?: OriginSecret;
  /** Set where the API answers with its metadata, to which its challenges then lead. */
  readonly resourceMetadata?: pulumi.Input<string>;
}

/** Declares the authorizers that the routes need, each once: an API has ten at most. */
export function createHttpAuthorizers(
  name: string,
  args: ProtectedApiArgs,
  api: apigatewayv2.Api,
  context: Context,
): HttpAuthorizers {
  const guarded = guardedRoutes(args);
  const jwt = Object.values(args.routes).some(({ scopes }) => scopes !== undefined) && args.firewall === undefined;
  const authorizers = { jwt: jwt ? createJwtAuthorizer(name, args, api, context) : undefined };
  if (Object.keys(guarded).length === 0) return authorizers;
  const guard = createGuardFunction(name, args, guarded, context);
  const isPublic = (route: GuardedRoute) => "public" in route;
  const tokens = Object.values(guarded).some((route) => !isPublic(route));
  const edge = Object.values(guarded).some(isPublic);
  const create = (kind: string, sources: string[]) =>
    createLambdaAuthorizer(name, args, api, { guard, kind, sources, ttl: cacheSeconds(guarded, args), ...context });
  const origin = args.firewall === undefined ? [] : [`$request.header.${ORIGIN_HEADER}`];
  return {
    ...authorizers,
    guardName: guard.functionName,
    guard: tokens ? create("guard", ["$request.header.Authorization", ...origin]) : undefined,
    edge: edge ? create("edge", origin) : undefined,
  };
}

/**
 * What the Lambda authorizer decides. Behind CloudFront that is every route: API Gateway's own authorizer does not see
 * whether a request came past the firewall, and a route has only one.
 */
function guardedRoutes(args: ProtectedApiArgs): Record<string, GuardedRoute> {
  const entries = Object.entries(args.routes).flatMap(([key, route]): [string, GuardedRoute][] => {
    if (route.public !== undefined) return args.firewall === undefined ? [] : [[key, { public: true }]];
    return route.requirement !== undefined || args.firewall !== undefined ? [[key, requirementOf(route)]] : [];
  });
  return Object.fromEntries(entries);
}

/** INVARIANT: a route is open only where its args say `public`; without the authorizer that it needs it is not declared. */
export function httpAuthorization(
  route: ProtectedRouteArgs,
  { jwt, guard, edge }: HttpAuthorizers,
): Partial<apigatewayv2.RouteArgs> {
  if (route.public !== undefined) {
    if (edge !== undefined) return { authorizationType: "CUSTOM", authorizerId: edge.id };
    return { authorizationType: "NONE", operationName: publicOperationName(route.public) };
  }
  if (route.scopes !== undefined && jwt !== undefined) {
    return { authorizationType: "JWT", authorizerId: jwt.id, authorizationScopes: route.scopes };
  }
  // API Gateway refuses scopes on a route with a Lambda authorizer: they are in its requirement.
  return { authorizationType: "CUSTOM", authorizerId: guard!.id };
}

function createJwtAuthorizer(
  name: string,
  args: ProtectedApiArgs,
  api: apigatewayv2.Api,
  { parent }: Context,
): apigatewayv2.Authorizer {
  return new apigatewayv2.Authorizer(
    `${name}-jwt`,
    {
      apiId: api.id,
      name: uniqueName("authorizer", args.naming, name, "jwt"),
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: args.issuer, audiences: [args.audience] },
    },
    { parent },
  );
}

interface LambdaAuthorizer extends Context {
  readonly guard: HandlerFunction;
  readonly kind: string;
  readonly sources: string[];
  /** Seconds. */
  readonly ttl: number;
}

function createLambdaAuthorizer(
  name: string,
  args: ProtectedApiArgs,
  api: apigatewayv2.Api,
  { guard, kind, sources, ttl, parent }: LambdaAuthorizer,
): apigatewayv2.Authorizer {
  const authorizer = new apigatewayv2.Authorizer(
    `${name}-${kind}`,
    {
      apiId: api.id,
      name: uniqueName("authorizer", args.naming, name, kind),
      authorizerType: "REQUEST",
      authorizerUri: guard.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: ttl,
      // With the route among the sources an answer for one route can never serve another.
      identitySources: [...sources, "$context.routeKey"],
    },
    { parent },
  );
  const sourceArn = pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`;
  allowInvoke(`${name}-${kind}`, guard.functionName, { sourceArn }, parent);
  return authorizer;
}
