/** What answers the requests to an HTTP API: one integration for each target, however many routes share it. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { CALLER_HEADERS, CHALLENGE_HEADER, NOBODY, ORIGIN_HEADER } from "../../../guard/contract";
import { allowInvoke } from "../shared/allowInvoke";
import { INTEGRATION_TIMEOUT } from "../shared/handlerFunction";
import type { HandlerArgs, ProtectedApiArgs, VpcLinkArgs } from "../shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../shared/routeArgs";

/**
 * Who has found out who calls. A backend is told it in headers. These belong to an integration and not to a route, so that
 * routes that differ in this have integrations of their own.
 */
type Caller = "jwt" | "guard" | "nobody";

interface RouteIntegration {
  readonly key: string;
  readonly target: string;
  readonly caller: Caller;
}

/** The integration of a route: what it leads to, and for a backend who has found out who calls. */
export function integrationOf(args: ProtectedApiArgs, route: ProtectedRouteArgs): RouteIntegration {
  const { handler, url, vpcLink, secret } = route;
  const caller = callerOf(args, route);
  if (handler !== undefined) return { key: handler, target: handler, caller };
  const target = url ?? `link-${vpcLink!}`;
  return { key: [caller, target, secret ?? ""].join(" "), target, caller };
}

/** As the routes' authorizers are chosen: behind a firewall the Lambda authorizer has all of them. */
function callerOf({ firewall }: ProtectedApiArgs, route: ProtectedRouteArgs): Caller {
  if (route.public !== undefined) return "nobody";
  return route.scopes !== undefined && firewall === undefined ? "jwt" : "guard";
}

/** Integrations by the keys of `integrationOf`. An API has 300 at most. */
export function createHttpIntegrations(
  name: string,
  args: ProtectedApiArgs,
  api: apigatewayv2.Api,
  parent: pulumi.Resource,
): Map<string, apigatewayv2.Integration> {
  const routes = Object.values(args.routes);
  const needed = new Map(routes.map((route) => [integrationOf(args, route).key, route]));
  const challenging = new Set(routes.filter(isChallenged).map(({ handler }) => handler));
  const shared = [...needed.values()].map((route) => integrationOf(args, route).target);
  return new Map(
    [...needed].map(([key, route]) => {
      const { target, caller } = integrationOf(args, route);
      const handler = route.handler === undefined ? undefined : args.handlers[route.handler];
      if (handler) {
        const sourceArn = pulumi.interpolate`${api.executionArn}/*/*`;
        allowInvoke(`${name}-${target}`, handler.functionName, { sourceArn }, parent);
      }
      const isShared = shared.filter((other) => other === target).length > 1;
      const integration = new apigatewayv2.Integration(
        `${name}-${target}${isShared && caller !== "jwt" ? `-${caller}` : ""}`,
        {
          apiId: api.id,
          timeoutMilliseconds: INTEGRATION_TIMEOUT,
          ...(handler
            ? functionIntegration(handler, challenging.has(target))
            : { ...backendIntegration(args, route), requestParameters: headersFor(args, route, caller) }),
        },
        { parent },
      );
      return [key, integration];
    }),
  );
}

function isChallenged({ requirement }: ProtectedRouteArgs): boolean {
  return requirement?.challenge === "integration";
}

function functionIntegration({ invokeArn }: HandlerArgs, isChallenged: boolean) {
  const challenge = { "overwrite:header.www-authenticate": `$response.header.${CHALLENGE_HEADER}` };
  return {
    integrationType: "AWS_PROXY",
    integrationUri: invokeArn,
    integrationMethod: "POST",
    payloadFormatVersion: "2.0",
    ...(isChallenged && { responseParameters: [{ statusCode: "401", mappings: challenge }] }),
  };
}

function backendIntegration({ vpcLinks = {} }: ProtectedApiArgs, { url, vpcLink }: ProtectedRouteArgs) {
  const common = { integrationType: "HTTP_PROXY", integrationMethod: "ANY", payloadFormatVersion: "1.0" };
  return vpcLink === undefined ? { ...common, integrationUri: url! } : { ...common, ...linked(vpcLinks[vpcLink]!) };
}

/** The stage `$default` has no name in a path, so that the backend gets the path as it was sent. */
function linked({ id, targetArn, tlsServerName }: VpcLinkArgs) {
  return {
    connectionType: "VPC_LINK",
    connectionId: id,
    integrationUri: targetArn,
    ...(tlsServerName !== undefined && { tlsConfig: { serverNameToVerify: tlsServerName } }),
  };
}

/** Where each says who calls. API Gateway's own authorizer writes the list of scopes in brackets. */
const SAID: Readonly<Record<Caller, Readonly<Record<keyof typeof CALLER_HEADERS, string>>>> = {
  jwt: {
    subject: "$context.authorizer.claims.sub",
    client: "$context.authorizer.claims.cid",
    scopes: "$context.authorizer.claims.scp",
  },
  guard: { subject: "$context.authorizer.sub", client: "$context.authorizer.cid", scopes: "$context.authorizer.scp" },
  nobody: { subject: NOBODY, client: NOBODY, scopes: NOBODY },
};

/**
 * What the backend is told, in the place of whatever the caller has sent under these names. INVARIANT: every integration of a
 * backend sets all of them, a public one too. What AWS does with a mapping whose source is missing is not documented; Okta's
 * tokens have `sub`, `cid` and, where a route asks for a scope, `scp`, and the Lambda authorizer always gives all three.
 */
function headersFor(
  { backendSecrets = {} }: ProtectedApiArgs,
  { secret }: ProtectedRouteArgs,
  caller: Caller,
): Record<string, pulumi.Input<string>> {
  const { subject, client, scopes } = CALLER_HEADERS;
  const said = SAID[caller];
  return {
    [`overwrite:header.${subject}`]: said.subject,
    [`overwrite:header.${client}`]: said.client,
    [`overwrite:header.${scopes}`]: said.scopes,
    ...(secret !== undefined && { [`overwrite:header.${ORIGIN_HEADER}`]: backendSecrets[secret]! }),
  };
}
