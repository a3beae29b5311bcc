/** An HTTP API of API Gateway each of whose routes asks for a token of the authorization server, or says why not. */
import * as pulumi from "@pulumi/pulumi";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import { orgName } from "../naming";
import { ACCESS_LOG_FORMAT } from "./accessLog";
import { HandlerFunction } from "./handlerFunction";
import type { ProtectedHttpApiArgs, ProtectedRouteArgs, ThrottleArgs } from "./protectedHttpApiArgs";
import { apiProblem, publicOperationName } from "./routeProblem";

/** The limit of a public route that has none of its own, unless the API's is lower. */
const PUBLIC_THROTTLE: ThrottleArgs = { ratePerSecond: 10, burst: 20 };

/** Milliseconds that API Gateway waits for an integration; one second more than a handler's own limit. */
const INTEGRATION_TIMEOUT = 11_000;

/** Seconds of the Lambda authorizer, below the 10 s after which API Gateway gives up. */
const AUTHORIZER_TIMEOUT = 5;

type Entries = [routeKey: string, route: ProtectedRouteArgs][];

interface Authorizers {
  readonly jwt?: apigatewayv2.Authorizer;
  readonly guard?: apigatewayv2.Authorizer;
}

/**
 * An HTTP API in front of Lambda functions or https backends. A route with `scopes` is checked by API Gateway's own JWT
 * authorizer, one with a `requirement` by one shared Lambda authorizer; a public route says why.
 *
 * @example
 * const api = new ProtectedHttpApi("admin", {
 *   naming, issuer: server.issuer, audience: server.audience, handlers: { admin },
 *   routes: { "GET /users": { scopes: ["users:read"], handler: "admin" } },
 *   throttle: { ratePerSecond: 50, burst: 100 }, logs: { retentionDays: 90 },
 * });
 * export const url = api.url;
 */
export class ProtectedHttpApi extends pulumi.ComponentResource {
  /** Where the API answers, without a slash at the end. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ProtectedHttpApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:ProtectedHttpApi", name, {}, opts);

    const problem = apiProblem(args);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const api = this.createApi(name, args);
    const authorizers = {
      jwt: this.createJwtAuthorizer(name, args, api),
      guard: this.createLambdaAuthorizer(name, args, api),
    };
    const integrations = this.createIntegrations(name, args, api);
    const routes = this.createRoutes(name, args, api, authorizers, integrations);
    this.createStage(name, args, api, routes);

    this.url = api.apiEndpoint;
    this.registerOutputs({ url: this.url });
  }

  private createApi(name: string, args: ProtectedHttpApiArgs): apigatewayv2.Api {
    return new apigatewayv2.Api(
      `${name}-api`,
      {
        name: orgName("httpApi", args.naming, name),
        description: `The ${name} API of ${args.naming.product}`,
        protocolType: "HTTP",
        disableExecuteApiEndpoint: false,
        ...(args.cors && {
          corsConfiguration: {
            allowOrigins: args.cors.allowOrigins,
            allowHeaders: args.cors.allowHeaders,
            allowMethods: methodsOf(args.routes),
            allowCredentials: false,
            // A page can only answer a challenge that it may read.
            exposeHeaders: ["www-authenticate", "x-amzn-remapped-www-authenticate"],
            maxAge: args.cors.maxAgeSeconds,
          },
        }),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** One for all routes: an API has ten at most. */
  private createJwtAuthorizer(
    name: string,
    args: ProtectedHttpApiArgs,
    api: apigatewayv2.Api,
  ): apigatewayv2.Authorizer | undefined {
    if (!Object.values(args.routes).some(({ scopes }) => scopes !== undefined)) return undefined;
    return new apigatewayv2.Authorizer(
      `${name}-jwt`,
      {
        apiId: api.id,
        name: orgName("authorizer", args.naming, name, "jwt"),
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: args.issuer, audiences: [args.audience] },
      },
      { parent: this },
    );
  }

  private createLambdaAuthorizer(
    name: string,
    args: ProtectedHttpApiArgs,
    api: apigatewayv2.Api,
  ): apigatewayv2.Authorizer | undefined {
    const guarded = Object.entries(args.routes).filter(([, { requirement }]) => requirement !== undefined);
    if (guarded.length === 0) return undefined;
    const guard = this.createGuardFunction(name, args, guarded);
    const authorizer = new apigatewayv2.Authorizer(
      `${name}-guard`,
      {
        apiId: api.id,
        name: orgName("authorizer", args.naming, name, "guard"),
        authorizerType: "REQUEST",
        authorizerUri: guard.invokeArn,
        authorizerPayloadFormatVersion: "2.0",
        enableSimpleResponses: true,
        // No answer is kept: a kept one would outlive the step-up's `maxAge`. The route key is a source all the same, so
        // that an answer for one route could never serve another.
        authorizerResultTtlInSeconds: 0,
        identitySources: ["$request.header.Authorization", "$context.routeKey"],
      },
      { parent: this },
    );
    this.allowInvoke(
      `${name}-guard`,
      guard.functionName,
      pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`,
    );
    return authorizer;
  }

  private createGuardFunction(name: string, args: ProtectedHttpApiArgs, guarded: Entries): HandlerFunction {
    const requirements = Object.fromEntries(guarded.map(([key, { requirement }]) => [key, requirement]));
    return new HandlerFunction(
      `${name}-guard`,
      {
        name: orgName("function", args.naming, name, "guard"),
        roleName: orgName("role", args.naming, name, "guard"),
        description: `Decides who may call the ${name} API`,
        module: args.authorizerModule!,
        timeoutSeconds: AUTHORIZER_TIMEOUT,
        environment: {
          ISSUER: args.issuer,
          AUDIENCE: args.audience,
          REQUIREMENTS: JSON.stringify(requirements),
          ...(args.entitlementClaim !== undefined && { ENTITLEMENT_CLAIM: args.entitlementClaim }),
          ...(args.allowInsecureIssuer && { ALLOW_INSECURE_ISSUER: "true" }),
        },
        logs: args.logs,
        tags: args.tags,
      },
      { parent: this },
    );
  }

  /** One for each target, however many routes share it: an API has 300 at most. */
  private createIntegrations(
    name: string,
    args: ProtectedHttpApiArgs,
    api: apigatewayv2.Api,
  ): Map<string, apigatewayv2.Integration> {
    const targets = new Set(Object.values(args.routes).map(targetOf));
    const handlers = Object.keys(args.handlers).filter((handler) => targets.has(handler));
    for (const handler of handlers) {
      this.allowInvoke(
        `${name}-${handler}`,
        args.handlers[handler]!.functionName,
        pulumi.interpolate`${api.executionArn}/*/*`,
      );
    }
    return new Map(
      [...targets].map((target) => {
        const handler = args.handlers[target];
        const integration = new apigatewayv2.Integration(
          `${name}-${target}`,
          {
            apiId: api.id,
            timeoutMilliseconds: INTEGRATION_TIMEOUT,
            ...(handler
              ? {
                  integrationType: "AWS_PROXY",
                  integrationUri: handler.invokeArn,
                  integrationMethod: "POST",
                  payloadFormatVersion: "2.0",
                }
              : {
                  integrationType: "HTTP_PROXY",
                  integrationUri: target,
                  integrationMethod: "ANY",
                  payloadFormatVersion: "1.0",
                }),
          },
          { parent: this },
        );
        return [target, integration];
      }),
    );
  }

  private allowInvoke(name: string, functionName: pulumi.Input<string>, sourceArn: pulumi.Input<string>): void {
    new lambda.Permission(
      name,
      { action: "lambda:InvokeFunction", function: functionName, principal: "apigateway.amazonaws.com", sourceArn },
      { parent: this },
    );
  }

  private createRoutes(
    name: string,
    args: ProtectedHttpApiArgs,
    api: apigatewayv2.Api,
    authorizers: Authorizers,
    integrations: ReadonlyMap<string, apigatewayv2.Integration>,
  ): apigatewayv2.Route[] {
    return Object.entries(args.routes).map(([key, route]) => {
      const integration = integrations.get(targetOf(route))!;
      const target = pulumi.interpolate`integrations/${integration.id}`;
      return new apigatewayv2.Route(
        `${name}-${key}`,
        { apiId: api.id, routeKey: key, target, ...authorization(route, authorizers) },
        { parent: this },
      );
    });
  }

  private createStage(
    name: string,
    args: ProtectedHttpApiArgs,
    api: apigatewayv2.Api,
    routes: apigatewayv2.Route[],
  ): void {
    const log = new cloudwatch.LogGroup(
      `${name}-access-log`,
      {
        name: `/aws/apigateway/${orgName("httpApi", args.naming, name)}`,
        retentionInDays: args.logs.retentionDays,
        ...(args.logs.kmsKeyArn !== undefined && { kmsKeyId: args.logs.kmsKeyArn }),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
    new apigatewayv2.Stage(
      `${name}-stage`,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        defaultRouteSettings: limits(args.throttle),
        routeSettings: routeSettings(args),
        accessLogSettings: { destinationArn: log.arn, format: ACCESS_LOG_FORMAT },
        tags: args.tags ?? {},
      },
      // API Gateway refuses settings for a route that does not exist yet.
      { parent: this, dependsOn: routes },
    );
  }
}

/** INVARIANT: a route is open only where its args say `public`; without the authorizer that it needs it is not declared. */
function authorization(route: ProtectedRouteArgs, { jwt, guard }: Authorizers): Partial<apigatewayv2.RouteArgs> {
  if (route.public !== undefined) {
    return { authorizationType: "NONE", operationName: publicOperationName(route.public) };
  }
  if (route.scopes !== undefined) {
    return { authorizationType: "JWT", authorizerId: jwt!.id, authorizationScopes: route.scopes };
  }
  // API Gateway refuses scopes on a route with a Lambda authorizer: they are in its requirement.
  return { authorizationType: "CUSTOM", authorizerId: guard!.id };
}

function routeSettings(args: ProtectedHttpApiArgs): { routeKey: string }[] {
  return Object.entries(args.routes).flatMap(([routeKey, route]) => {
    const throttle = route.throttle ?? (route.public === undefined ? undefined : lower(args.throttle, PUBLIC_THROTTLE));
    return throttle === undefined ? [] : [{ routeKey, ...limits(throttle) }];
  });
}

function limits({ ratePerSecond, burst }: ThrottleArgs) {
  return { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
}

function lower(a: ThrottleArgs, b: ThrottleArgs): ThrottleArgs {
  return { ratePerSecond: Math.min(a.ratePerSecond, b.ratePerSecond), burst: Math.min(a.burst, b.burst) };
}

function targetOf({ handler, url }: ProtectedRouteArgs): string {
  return handler ?? url!;
}

function methodsOf(routes: Record<string, ProtectedRouteArgs>): string[] {
  return [...new Set(Object.keys(routes).map((key) => key.slice(0, key.indexOf(" "))))].sort();
}
