/** A REST API of API Gateway each of whose routes asks for a token of the authorization server, or says why not. */
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import { createAccessLog } from "../shared/logs";
import { allowInvoke } from "../shared/allowInvoke";
import { createDomain } from "../edge/customDomain";
import { cacheSeconds, createGuardFunction, type GuardedRoute } from "../shared/guardFunction";
import { requirementOf } from "../shared/routeArgs";
import { INTEGRATION_TIMEOUT, type HandlerFunction } from "../shared/handlerFunction";
import { restApiProblem } from "../shared/gatewayProblems";
import { monitorGateway } from "../shared/monitoring";
import { type RestApiArgs, asAnyProfile, PROFILE_TYPES } from "../shared/profileArgs";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { metadataUrl } from "../shared/metadata";
import { restDocument, type DocumentTitle } from "./document";
import { createRestStage } from "./stage";
import { protectStage } from "../edge/webAcl";

/**
 * TLS 1.2 and 1.3 with forward secrecy alone; `STRICT` refuses requests whose host and endpoint do not belong together.
 * Source: API Gateway, "Security policies for REST APIs".
 */
const TLS = { securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", endpointAccessMode: "STRICT" };

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
  /** The name at which it answers, for other APIs that share it; undefined where there is none. */
  readonly domainName: pulumi.Output<string> | undefined;

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PROFILE_TYPES.rest, name, {}, asAnyProfile("rest", opts));

    const problem = restApiProblem(args);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const guard = this.createGuard(name, args);
    const title = {
      title: uniqueName("httpApi", args.naming, name),
      description: `The ${name} API of ${args.naming.product}`,
    };
    const document = documentText(args, title, guard);
    const api = this.createApi(name, args, title, document);
    const before = this.allowInvokes(name, args, api, guard);
    const log = createAccessLog(name, args, this);
    const stage = createRestStage(name, args, { api, document, log, before, parent: this });
    protectStage(name, args, stage.arn, this);
    const domain = createDomain(name, args, { apiId: api.id, stage: stage.stageName }, this);
    monitorGateway(name, args, { profile: "rest", log, guardName: guard?.functionName }, this);

    this.url = domain === undefined ? stage.invokeUrl : pulumi.output(domain.url);
    this.domainName = domain?.domainName;
    this.registerOutputs({ url: this.url });
  }

  private createApi(
    name: string,
    args: ProtectedApiArgs,
    { title, description }: DocumentTitle,
    body: pulumi.Output<string>,
  ): apigateway.RestApi {
    return new apigateway.RestApi(
      `${name}-api`,
      {
        name: title,
        description,
        body,
        // A warning is a route that API Gateway left out, or left open.
        failOnWarnings: true,
        putRestApiMode: "overwrite",
        endpointConfiguration: { types: "REGIONAL" },
        disableExecuteApiEndpoint: args.domain !== undefined,
        ...TLS,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** Lets the API, and nothing else, call its functions. @returns what has to be there before anything is deployed. */
  private allowInvokes(
    name: string,
    args: ProtectedApiArgs,
    { executionArn }: apigateway.RestApi,
    guard: HandlerFunction | undefined,
  ): pulumi.Resource[] {
    const handlers = handlersOf(args).map((handler) => {
      const sourceArn = pulumi.interpolate`${executionArn}/*/*`;
      return allowInvoke(`${name}-${handler}`, args.handlers[handler]!.functionName, { sourceArn }, this);
    });
    if (guard === undefined) return handlers;
    // API Gateway chooses the authorizer's id when it imports the document, and does not tell it.
    const sourceArn = pulumi.interpolate`${executionArn}/authorizers/*`;
    return [...handlers, allowInvoke(`${name}-guard`, guard.functionName, { sourceArn }, this)];
  }

  private createGuard(name: string, args: ProtectedApiArgs): HandlerFunction | undefined {
    const guarded = guardedRoutes(args);
    if (Object.keys(guarded).length === 0) return undefined;
    return createGuardFunction(name, args, guarded, { parent: this, resourceMetadata: metadataUrl("rest", args) });
  }
}

/** The API's document. It is known when the addresses of all functions are. */
function documentText(
  args: ProtectedApiArgs,
  title: DocumentTitle,
  guard: HandlerFunction | undefined,
): pulumi.Output<string> {
  const addresses = handlersOf(args).map((handler) => [handler, args.handlers[handler]!.invokeArn]);
  const handlers = pulumi.output(Object.fromEntries(addresses) as Record<string, pulumi.Input<string>>);
  const ttlSeconds = cacheSeconds(guardedRoutes(args), args);
  const known = pulumi.all([handlers, guard?.invokeArn, pulumi.output(args.backendSecrets ?? {}), args.issuer]);
  return known.apply(([functions, uri, secrets, issuer]) => {
    const authorizer = uri === undefined ? undefined : { uri, ttlSeconds };
    const targets = { handlers: functions, guard: authorizer, secrets, timeoutMillis: INTEGRATION_TIMEOUT, issuer };
    return JSON.stringify(restDocument(args, title, targets));
  });
}

/** The handlers that routes lead to, each once. */
function handlersOf({ routes }: ProtectedApiArgs): string[] {
  return [...new Set(Object.values(routes).flatMap(({ handler }) => handler ?? []))];
}

/** Every route that is not public: a REST API has no other authorizer that can be declared. */
function guardedRoutes({ routes }: ProtectedApiArgs): Record<string, GuardedRoute> {
  const closed = Object.entries(routes).filter(([, route]) => route.public === undefined);
  return Object.fromEntries(closed.map(([key, route]): [string, GuardedRoute] => [key, requirementOf(route)]));
}
