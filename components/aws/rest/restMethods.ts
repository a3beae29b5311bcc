/** The methods of a REST API: who may call each, and what answers it. */
import * as apigateway from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { parametersOf, parseRouteKey } from "../../../model/routes";
import { allowInvoke } from "../shared/allowInvoke";
import { INTEGRATION_TIMEOUT } from "../http/httpIntegrations";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../shared/routeArgs";
import { publicOperationName } from "../shared/routeProblem";

interface Context {
  readonly api: apigateway.RestApi;
  /** Path → the id of its resource. */
  readonly resources: ReadonlyMap<string, pulumi.Output<string>>;
  readonly authorizer: apigateway.Authorizer | undefined;
  readonly validator: apigateway.RequestValidator;
  readonly parent: pulumi.Resource;
}

/** Declares a method and its integration for each route. @returns what a deployment has to wait for. */
export function createRestMethods(name: string, args: ProtectedApiArgs, context: Context): pulumi.Resource[] {
  const { api, parent } = context;
  const called = new Set(Object.values(args.routes).flatMap(({ handler }) => handler ?? []));
  for (const handler of called) {
    const sourceArn = pulumi.interpolate`${api.executionArn}/*/*`;
    allowInvoke(`${name}-${handler}`, args.handlers[handler]!.functionName, { sourceArn }, parent);
  }
  return Object.entries(args.routes).flatMap(([key, route]) => createMethod(name, args, context, key, route));
}

function createMethod(
  name: string,
  args: ProtectedApiArgs,
  { api, resources, authorizer, validator, parent }: Context,
  key: string,
  route: ProtectedRouteArgs,
): pulumi.Resource[] {
  const { method, path } = parseRouteKey(key)!;
  const common = { restApi: api.id, resourceId: resources.get(path)!, httpMethod: method };
  const parameters = parametersOf(path);
  const declared = new apigateway.Method(
    `${name}-${key}`,
    {
      ...common,
      ...authorization(route, authorizer),
      requestParameters: Object.fromEntries(parameters.map((parameter) => [`method.request.path.${parameter}`, true])),
      requestValidatorId: validator.id,
    },
    { parent },
  );
  const integration = new apigateway.Integration(
    `${name}-${key}`,
    { ...common, timeoutMilliseconds: INTEGRATION_TIMEOUT, ...target(args, route, method, parameters) },
    // API Gateway refuses an integration of a method that does not exist yet.
    { parent, dependsOn: [declared] },
  );
  return [declared, integration];
}

/**
 * INVARIANT: a method is open only where its route says `public`. The provider cannot declare a JWT authorizer of a REST
 * API, so that every other method has the Lambda authorizer.
 */
function authorization(route: ProtectedRouteArgs, authorizer: apigateway.Authorizer | undefined) {
  if (route.public !== undefined) {
    return { authorization: "NONE", operationName: publicOperationName(route.public) };
  }
  return { authorization: "CUSTOM", authorizerId: authorizer!.id };
}

function target(args: ProtectedApiArgs, { handler, url }: ProtectedRouteArgs, method: string, parameters: string[]) {
  if (handler !== undefined) {
    return { type: "AWS_PROXY", uri: args.handlers[handler]!.invokeArn, integrationHttpMethod: "POST" };
  }
  const used = parameters.filter((parameter) => url!.includes(`{${parameter}}`));
  const mapped = used.map((parameter) => [`integration.request.path.${parameter}`, `method.request.path.${parameter}`]);
  return {
    type: "HTTP_PROXY",
    uri: url!,
    integrationHttpMethod: method,
    requestParameters: Object.fromEntries(mapped) as Record<string, string>,
  };
}
