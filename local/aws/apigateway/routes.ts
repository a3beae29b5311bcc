/** `aws:apigatewayv2/route:Route`: which requests there are, and what each needs. */
import { z } from "zod";
import { flag, set, text } from "../../providers/properties";
import { badRequest, conflict, notModelled } from "../awsError";
import { orNull } from "../readBody";
import { makePart, type Placed } from "./part";
import type { Api, Route } from "./types";

/** Quotas of HTTP APIs (developer guide, http-api-quotas). */
export const ROUTES_MAX = 300;
export const SCOPES_MAX = 10;

/** One part of a path: fixed, or a variable alone. */
const PART = /^([A-Za-z0-9._-]*|\{[A-Za-z0-9._-]+\+?\})$/;
const ROUTE_KEY = /^(\$default|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \/\S*)$/;

const schema = z.strictObject({
  routeKey: z.string(),
  target: z.string().nullish(),
  authorizationType: z.enum(["NONE", "JWT", "CUSTOM", "AWS_IAM"]).optional(),
  authorizerId: z.string().nullish(),
  authorizationScopes: z.array(z.string().min(1).max(64)).nullish(),
  operationName: z.string().min(1).max(64).nullish(),
});

export const routes = makePart<Route>({
  type: {
    token: "aws:apigatewayv2/route:Route",
    source: "apigatewayv2/route.go",
    inputs: {
      apiId: text({ required: true, replace: true }),
      apiKeyRequired: flag({ default: false }),
      authorizationScopes: set(text()),
      authorizationType: text({ oneOf: ["NONE", "JWT", "CUSTOM", "AWS_IAM"], default: "NONE" }),
      authorizerId: text(),
      operationName: text(),
      region: text({ assigned: true, replace: true }),
      routeKey: text({ required: true }),
      target: text(),
    },
    outputs: [],
    rules: ({ apiKeyRequired }) =>
      apiKeyRequired === true ? [{ property: "apiKeyRequired", reason: "an HTTP API knows no API keys" }] : [],
  },
  collection: "routes",
  title: "Route",
  idName: "routeId",
  schema,
  defaults: () => ({ authorizationType: "NONE" }),
  admit({ api }) {
    if (api.routes.size >= ROUTES_MAX) throw badRequest(`an API has at most ${ROUTES_MAX} routes`);
  },
  check: checkRoute,
  bodyOf: (_, inputs) => ({
    routeKey: inputs["routeKey"],
    target: orNull(inputs["target"]),
    authorizationType: inputs["authorizationType"],
    authorizerId: orNull(inputs["authorizerId"]),
    authorizationScopes: orNull(inputs["authorizationScopes"]),
    operationName: orNull(inputs["operationName"]),
  }),
  liveOf: ({ region }, route) => ({
    authorizationScopes: orNull(route.authorizationScopes),
    authorizationType: route.authorizationType,
    authorizerId: orNull(route.authorizerId),
    operationName: orNull(route.operationName),
    region,
    routeKey: route.routeKey,
    target: orNull(route.target),
  }),
});

function checkRoute({ api, item: route }: Placed<Route>): void {
  if (!ROUTE_KEY.test(route.routeKey) || !isPath(route.routeKey)) {
    throw badRequest(
      'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    );
  }
  const parts = route.routeKey.slice(route.routeKey.indexOf("/") + 1).split("/");
  if (route.routeKey !== "$default" && !parts.every((part) => PART.test(part)))
    throw badRequest("One or more path parts appear to be invalid");
  if ([...api.routes.values()].some((r) => r.routeKey === route.routeKey && r.routeId !== route.routeId)) {
    throw conflict(`Route with key ${route.routeKey} already exists for this API`);
  }
  const integration = route.target?.replace(/^integrations\//, "");
  if (integration !== undefined && !api.integrations.has(integration)) {
    throw badRequest(
      `Invalid target specified: ${route.target}. It must be integrations/ and the id of an integration`,
    );
  }
  checkAuthorization(api, route);
}

/** Variables are whole segments, a greedy one comes last, and no name is used twice. */
function isPath(routeKey: string): boolean {
  if (routeKey === "$default") return true;
  const segments = routeKey.slice(routeKey.indexOf("/") + 1).split("/");
  const names: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const variable = /^\{([A-Za-z0-9._-]+)(\+?)\}$/.exec(segment);
    if (variable === null && /[{}]/.test(segment)) return false;
    if (variable?.[2] === "+" && i !== segments.length - 1) return false;
    if (variable) names.push(variable[1] ?? "");
  }
  return new Set(names).size === names.length;
}

function checkAuthorization(api: Api, route: Route): void {
  const authorizer = api.authorizers.get(route.authorizerId ?? "");
  const scopes = route.authorizationScopes ?? [];
  const type: string = route.authorizationType;
  if (type === "AWS_IAM") throw notModelled("the authorization type `AWS_IAM`");
  if (type === "JWT" && authorizer?.authorizerType !== "JWT") {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.",
    );
  }
  if (type === "CUSTOM" && authorizer?.authorizerType !== "REQUEST") {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid custom authorizer.",
    );
  }
  if (scopes.length > 0 && type !== "JWT") {
    throw badRequest(
      "Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
    );
  }
  if (scopes.length > SCOPES_MAX) throw badRequest(`a route has at most ${SCOPES_MAX} authorization scopes`);
}
