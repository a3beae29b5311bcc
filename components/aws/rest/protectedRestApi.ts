/** A REST API of API Gateway each of whose routes asks for a token of the authorization server, or says why not. */
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { parseRouteKey } from "../../../model/routes";
import { uniqueName } from "../../naming";
import { createAccessLog } from "../shared/accessLog";
import { allowInvoke } from "../shared/allowInvoke";
import { createRestDomain } from "../edge/customDomain";
import { createGatewayResponses } from "./gatewayResponses";
import { cacheSeconds, createGuardFunction, requirementOf, type GuardedRoute } from "../shared/guardFunction";
import type { HandlerFunction } from "../shared/handlerFunction";
import { monitorGateway } from "../shared/monitoring";
import { asAnyProfile, PROFILE_TYPES } from "../shared/profileTypes";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { createRestMethods } from "./restMethods";
import { createRestPreflight } from "./restPreflight";
import { createRestResources } from "./restResources";
import { createRestStage, STAGE_NAME } from "./restStage";
import { restApiProblem } from "../shared/gatewayProblems";
import { protectResource } from "../edge/webAcl";

/**
 * TLS 1.2 and 1.3 with forward secrecy alone; `STRICT` refuses requests whose host and endpoint do not belong together.
 * Source: API Gateway, "Security policies for REST APIs".
 */
const TLS = { securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", endpointAccessMode: "STRICT" };

/**
 * What an answer of the Lambda authorizer is kept for: the token and the route. INVARIANT: without the route an answer for
 * one would serve all others.
 */
const IDENTITY_SOURCE = "method.request.header.Authorization,context.httpMethod,context.resourcePath";

/**
 * A REST API in front of Lambda functions or https backends. One shared Lambda authorizer checks every route that is not
 * public; challenges come out as RFC 6750 and RFC 9470 have them, whatever the backend.
 *
 * @example
 * const api = new ProtectedRestApi("admin", {
 *   naming, issuer: server.issuer, audience: server.audience, handlers: { admin }, authorizerModule,
 *   routes: { "GET /users": { scopes: ["users:read"], handler: "admin" } },
 *   throttle: { ratePerSecond: 50, burst: 100 }, logs: { retentionDays: 90 },
 *   firewall: { managedRules: true, requestsPer5Minutes: 2000 },
 * });
 * export const url = api.url;
 */
export class ProtectedRestApi extends pulumi.ComponentResource {
  /** Where the API answers, without a slash at the end. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ProtectedApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PROFILE_TYPES.rest, name, {}, asAnyProfile("rest", opts));

    const problem = restApiProblem(args);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const api = this.createApi(name, args);
    const policy = this.createResourcePolicy(name, args, api);
    const guard = this.createGuard(name, args);
    const authorizer = guard && this.createAuthorizer(name, args, api, guard);
    const validator = this.createValidator(name, args, api);
    const paths = Object.keys(args.routes).map((key) => parseRouteKey(key)!.path);
    const resources = createRestResources(name, api, paths, this);
    const declared = [
      policy,
      ...createRestMethods(name, args, { api, resources, authorizer, validator, parent: this }),
      ...createRestPreflight(name, args, api, resources, this),
      ...createGatewayResponses(name, args, api, this),
    ];
    const log = createAccessLog(name, args, this);
    const stage = createRestStage(name, args, { api, log, declared, parent: this });
    protectResource(name, args, stage.arn, this);
    const domain = createRestDomain(name, args, { apiId: api.id, stage: stage.stageName }, this);
    monitorGateway(name, args, { log, guardName: guard?.functionName }, this);

    this.url = domain === undefined ? stage.invokeUrl : pulumi.output(domain);
    this.registerOutputs({ url: this.url });
  }

  private createApi(name: string, args: ProtectedApiArgs): apigateway.RestApi {
    return new apigateway.RestApi(
      `${name}-api`,
      {
        name: uniqueName("httpApi", args.naming, name),
        description: `The ${name} API of ${args.naming.product}`,
        endpointConfiguration: { types: "REGIONAL" },
        disableExecuteApiEndpoint: args.domain !== undefined,
        ...TLS,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** Who may reach the API at all, whatever the token: only over TLS, only its stage, only from the given addresses. */
  private createResourcePolicy(name: string, args: ProtectedApiArgs, api: apigateway.RestApi): pulumi.Resource {
    const cidrs = args.network?.allowedCidrs;
    const deny = [
      { Bool: { "aws:SecureTransport": "false" } },
      ...(cidrs === undefined ? [] : [{ NotIpAddress: { "aws:SourceIp": cidrs } }]),
    ];
    const common = { Principal: "*", Action: "execute-api:Invoke" };
    const policy = api.executionArn.apply((arn) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", ...common, Resource: `${arn}/${STAGE_NAME}/*` },
          ...deny.map((Condition) => ({ Effect: "Deny", ...common, Resource: `${arn}/*`, Condition })),
        ],
      }),
    );
    return new apigateway.RestApiPolicy(`${name}-policy`, { restApiId: api.id, policy }, { parent: this });
  }

  private createGuard(name: string, args: ProtectedApiArgs): HandlerFunction | undefined {
    const guarded = guardedRoutes(args);
    if (Object.keys(guarded).length === 0) return undefined;
    return createGuardFunction(name, args, guarded, { parent: this });
  }

  private createAuthorizer(
    name: string,
    args: ProtectedApiArgs,
    api: apigateway.RestApi,
    guard: HandlerFunction,
  ): apigateway.Authorizer {
    const authorizer = new apigateway.Authorizer(
      `${name}-guard`,
      {
        restApi: api.id,
        name: uniqueName("authorizer", args.naming, name, "guard"),
        type: "REQUEST",
        authorizerUri: guard.invokeArn,
        identitySource: IDENTITY_SOURCE,
        authorizerResultTtlInSeconds: cacheSeconds(guardedRoutes(args)),
      },
      { parent: this },
    );
    const sourceArn = pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`;
    allowInvoke(`${name}-guard`, guard.functionName, { sourceArn }, this);
    return authorizer;
  }

  private createValidator(name: string, args: ProtectedApiArgs, api: apigateway.RestApi): apigateway.RequestValidator {
    return new apigateway.RequestValidator(
      `${name}-validator`,
      {
        restApi: api.id,
        name: uniqueName("authorizer", args.naming, name, "validator"),
        validateRequestParameters: true,
        validateRequestBody: true,
      },
      { parent: this },
    );
  }
}

/** Every route that is not public: a REST API has no other authorizer that can be declared. */
function guardedRoutes({ routes }: ProtectedApiArgs): Record<string, GuardedRoute> {
  const closed = Object.entries(routes).filter(([, route]) => route.public === undefined);
  return Object.fromEntries(closed.map(([key, route]): [string, GuardedRoute] => [key, requirementOf(route)]));
}
