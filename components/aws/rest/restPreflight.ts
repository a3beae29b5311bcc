/** A REST API's answers to the question of a browser whether a page may call: without a token, by API Gateway itself. */
import * as apigateway from "@pulumi/aws/apigateway";
import type * as pulumi from "@pulumi/pulumi";
import { parseRouteKey } from "../../../model/routes";
import { methodsOf } from "../shared/cors";
import type { CorsArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";
import { publicOperationName } from "../shared/routeProblem";

const REASON = "preflight of a browser";

/** Declares an OPTIONS method for every path that has none. @returns what a deployment has to wait for. */
export function createRestPreflight(
  name: string,
  { cors, routes }: ProtectedApiArgs,
  api: apigateway.RestApi,
  resources: ReadonlyMap<string, pulumi.Output<string>>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (cors === undefined) return [];
  const paths = new Set(Object.keys(routes).map((key) => parseRouteKey(key)!.path));
  return [...paths].flatMap((path) => {
    if (routes[`OPTIONS ${path}`] !== undefined) return [];
    const own = Object.fromEntries(Object.entries(routes).filter(([key]) => parseRouteKey(key)!.path === path));
    const common = { restApi: api.id, resourceId: resources.get(path)!, httpMethod: "OPTIONS" };
    return createOptions(`${name}-OPTIONS ${path}`, common, headersOf(cors, methodsOf(own)), parent);
  });
}

interface Common {
  readonly restApi: pulumi.Output<string>;
  readonly resourceId: pulumi.Output<string>;
  readonly httpMethod: string;
}

function createOptions(
  name: string,
  common: Common,
  headers: Record<string, string>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const operationName = publicOperationName(REASON);
  const method = new apigateway.Method(name, { ...common, authorization: "NONE", operationName }, { parent });
  const integration = new apigateway.Integration(
    name,
    { ...common, type: "MOCK", requestTemplates: { "application/json": '{"statusCode":204}' } },
    { parent, dependsOn: [method] },
  );
  const named = Object.keys(headers).map((header) => `method.response.header.${header}`);
  const methodResponse = new apigateway.MethodResponse(
    name,
    { ...common, statusCode: "204", responseParameters: Object.fromEntries(named.map((header) => [header, true])) },
    { parent, dependsOn: [method] },
  );
  const values = Object.entries(headers).map(([header, value]) => [`method.response.header.${header}`, `'${value}'`]);
  const integrationResponse = new apigateway.IntegrationResponse(
    name,
    { ...common, statusCode: "204", responseParameters: Object.fromEntries(values) as Record<string, string> },
    { parent, dependsOn: [integration, methodResponse] },
  );
  return [method, integration, methodResponse, integrationResponse];
}

function headersOf({ allowOrigins, allowHeaders, maxAgeSeconds }: CorsArgs, methods: string[]): Record<string, string> {
  return {
    "access-control-allow-origin": allowOrigins[0]!,
    "access-control-allow-methods": methods.join(","),
    "access-control-allow-headers": allowHeaders.join(","),
    "access-control-max-age": String(maxAgeSeconds),
    vary: "origin",
  };
}
