/** An HTTP API of API Gateway each of whose routes asks for a token of the authorization server, or says why not. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import { createAccessLog, HTTP_LOG_FORMAT } from "../shared/logs";
import { EXPOSED_HEADERS, resourceMetadataUrl } from "../../../model/routes";
import { addressOf, createDomain } from "../edge/customDomain";
import { createEdge, createOriginSecret } from "../edge/edge";
import { methodsOf, limits, routeThrottles } from "../shared/routeArgs";
import { createHttpAuthorizers, httpAuthorization, type HttpAuthorizers } from "./httpAuthorizers";
import { createHttpIntegrations, integrationOf } from "./httpIntegrations";
import { withMetadataRoute } from "./metadataRoute";
import { monitorGateway } from "../shared/monitoring";
import { type HttpApiArgs, asAnyProfile, PROFILE_TYPES } from "../shared/profileArgs";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { httpApiProblem } from "../shared/gatewayProblems";

interface RoutesContext {
  readonly authorizers: HttpAuthorizers;
  readonly integrations: ReadonlyMap<string, apigatewayv2.Integration>;
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
  /**
   * The name at which it answers, for other APIs that share it. Undefined where it has none, or where the name is
   * CloudFront's.
   */
  readonly domainName: pulumi.Output<string> | undefined;

  constructor(name: string, declared: HttpApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PROFILE_TYPES.http, name, {}, asAnyProfile("http", opts));

    const problem = httpApiProblem(declared);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const api = this.createApi(name, declared);
    const resource = declared.domain === undefined ? api.apiEndpoint : pulumi.output(addressOf(declared.domain));
    const args = withMetadataRoute(name, declared, resource, this);
    const originSecret = createOriginSecret(name, args, this);
    const authorizers = createHttpAuthorizers(name, args, api, {
      parent: this,
      originSecret,
      resourceMetadata: args === declared ? undefined : resource.apply(resourceMetadataUrl),
    });
    const integrations = createHttpIntegrations(name, args, api, this);
    const routes = this.createRoutes(name, args, api, { authorizers, integrations });
    const log = createAccessLog(name, args, this);
    const stage = this.createStage(name, args, api, { routes, log });
    const edge = createEdge(name, args, api.apiEndpoint, this);
    const domain =
      edge === undefined ? createDomain(name, args, { apiId: api.id, stage: stage.name }, this) : undefined;
    const address = edge ?? domain?.url;
    monitorGateway(name, args, { profile: "http", log, guardName: authorizers.guardName }, this);

    this.domainName = domain?.domainName;
    this.url = address === undefined ? api.apiEndpoint : pulumi.output(address);
    this.registerOutputs({ url: this.url });
  }

  private createApi(name: string, args: ProtectedApiArgs): apigatewayv2.Api {
    return new apigatewayv2.Api(
      `${name}-api`,
      {
        name: uniqueName("httpApi", args.naming, name),
        description: `The ${name} API of ${args.naming.product}`,
        protocolType: "HTTP",
        // CloudFront calls the address that AWS gives, and the authorizer sees whether it was CloudFront.
        disableExecuteApiEndpoint: args.domain !== undefined && args.firewall === undefined,
        ...(args.cors && {
          corsConfiguration: {
            allowOrigins: args.cors.allowOrigins,
            allowHeaders: args.cors.allowHeaders,
            allowMethods: methodsOf(args.routes),
            allowCredentials: false,
            exposeHeaders: [...EXPOSED_HEADERS],
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
    { authorizers, integrations }: RoutesContext,
  ): apigatewayv2.Route[] {
    return Object.entries(args.routes).map(([key, route]) => {
      const integration = integrations.get(integrationOf(args, route).key)!;
      const target = pulumi.interpolate`integrations/${integration.id}`;
      return new apigatewayv2.Route(
        `${name}-${key}`,
        { apiId: api.id, routeKey: key, target, ...httpAuthorization(route, authorizers) },
        { parent: this },
      );
    });
  }

  private createStage(
    name: string,
    args: ProtectedApiArgs,
    api: apigatewayv2.Api,
    { routes, log }: { readonly routes: apigatewayv2.Route[]; readonly log: cloudwatch.LogGroup },
  ): apigatewayv2.Stage {
    return new apigatewayv2.Stage(
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
