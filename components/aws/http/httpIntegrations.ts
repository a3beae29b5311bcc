/** What answers the requests to an HTTP API: one integration for each target, however many routes share it. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import { CHALLENGE_HEADER } from "../../../guard/contract";
import { allowInvoke } from "../shared/allowInvoke";
import { INTEGRATION_TIMEOUT } from "../shared/handlerFunction";
import type { HandlerArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../shared/routeArgs";

/** Target → its integration. An API has 300 at most. */
export function createHttpIntegrations(
  name: string,
  args: ProtectedApiArgs,
  api: apigatewayv2.Api,
  parent: pulumi.Resource,
): Map<string, apigatewayv2.Integration> {
  const targets = new Set(Object.values(args.routes).map(targetOf));
  const challenging = new Set(Object.values(args.routes).filter(isChallenged).map(targetOf));
  return new Map(
    [...targets].map((target) => {
      const handler = args.handlers[target];
      if (handler) {
        const sourceArn = pulumi.interpolate`${api.executionArn}/*/*`;
        allowInvoke(`${name}-${target}`, handler.functionName, { sourceArn }, parent);
      }
      const integration = new apigatewayv2.Integration(
        `${name}-${target}`,
        {
          apiId: api.id,
          timeoutMilliseconds: INTEGRATION_TIMEOUT,
          ...(handler ? functionIntegration(handler, challenging.has(target)) : proxyIntegration(target)),
        },
        { parent },
      );
      return [target, integration];
    }),
  );
}

/** What a route leads to: the name of a handler, or an address. */
export function targetOf({ handler, url }: ProtectedRouteArgs): string {
  return handler ?? url!;
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

function proxyIntegration(url: string) {
  return { integrationType: "HTTP_PROXY", integrationUri: url, integrationMethod: "ANY", payloadFormatVersion: "1.0" };
}
