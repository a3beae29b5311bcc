/** An HTTP API of API Gateway each of whose routes asks for a token of the authorization server, or says why not. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { orgName } from "../naming";
import { createAccessLog, HTTP_LOG_FORMAT } from "./accessLog";
import { EXPOSED_HEADERS, methodsOf } from "./cors";
import { createHttpAuthorizers, httpAuthorization, type HttpAuthorizers } from "./httpAuthorizers";
import { createHttpIntegrations, targetOf } from "./httpIntegrations";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import { httpApiProblem } from "./routeProblem";
import { limits, routeThrottles } from "./throttling";

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

  constructor(name: string, args: ProtectedApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:ProtectedHttpApi", name, {}, opts);

    const problem = httpApiProblem(args);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const api = this.createApi(name, args);
    const authorizers = createHttpAuthorizers(name, args, api, { parent: this });
    const integrations = createHttpIntegrations(name, args, api, this);
    const routes = this.createRoutes(name, args, api, authorizers, integrations);
    this.createStage(name, args, api, routes);

    this.url = api.apiEndpoint;
    this.registerOutputs({ url: this.url });
  }

  private createApi(name: string, args: ProtectedApiArgs): apigatewayv2.Api {
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
            exposeHeaders: EXPOSED_HEADERS,
            maxAge: args.cors.maxAgeSeconds,
          },
        }),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  private createRoutes(
    name: string,
    args: ProtectedApiArgs,
    api: apigatewayv2.Api,
    authorizers: HttpAuthorizers,
    integrations: ReadonlyMap<string, apigatewayv2.Integration>,
  ): apigatewayv2.Route[] {
    return Object.entries(args.routes).map(([key, route]) => {
      const integration = integrations.get(targetOf(route))!;
      const target = pulumi.interpolate`integrations/${integration.id}`;
      return new apigatewayv2.Route(
        `${name}-${key}`,
        { apiId: api.id, routeKey: key, target, ...httpAuthorization(route, authorizers) },
        { parent: this },
      );
    });
  }

  private createStage(name: string, args: ProtectedApiArgs, api: apigatewayv2.Api, routes: apigatewayv2.Route[]): void {
    const log = createAccessLog(name, args, this);
    new apigatewayv2.Stage(
      `${name}-stage`,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        defaultRouteSettings: limits(args.throttle),
        routeSettings: routeThrottles(args).map(([routeKey, throttle]) => ({ routeKey, ...limits(throttle) })),
        accessLogSettings: { destinationArn: log.arn, format: HTTP_LOG_FORMAT },
        tags: args.tags ?? {},
      },
      // API Gateway refuses settings for a route that does not exist yet.
      { parent: this, dependsOn: routes },
    );
  }
}
