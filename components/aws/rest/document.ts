/** A REST API as one document, which API Gateway imports whole: what is not in it is not in the API. */
import { CALLER_HEADERS, NOBODY, ORIGIN_HEADER } from "../../../guard/contract";
import { METADATA_KEY, parametersOf, parseRouteKey } from "../../../model/routes";
import type { ProtectedRouteArgs } from "../shared/routeArgs";
import { gatewayResponses } from "./gatewayResponses";
import { pathsOf, publicOperation, type DocumentArgs, type Json } from "./openApi";
import { metadataUrl } from "../shared/metadata";
import { preflightKeys, preflightOperation, metadataOperation } from "./ownAnswers";
import { resourcePolicy } from "./resourcePolicy";

/** What an API is called. */
export interface DocumentTitle {
  readonly title: string;
  readonly description: string;
}

/** What an API leads to. Addresses are API Gateway's form of a function's ARN, which AWS chooses. */
export interface DocumentTargets {
  /** Handler → its function. */
  readonly handlers: Readonly<Record<string, string>>;
  /** The Lambda authorizer, and the seconds for which its answers are kept; undefined where every route is public. */
  readonly guard: { readonly uri: string; readonly ttlSeconds: number } | undefined;
  /** Who issues the tokens. */
  readonly issuer: string;
  /** Key → what a backend is shown; undefined where no route names one. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Milliseconds that API Gateway waits for an integration. */
  readonly timeoutMillis: number;
}

/** What the authorizer is called, in the document and in API Gateway. */
export const GUARD = "guard";

/**
 * What an answer of the Lambda authorizer is kept for: the token and the route. INVARIANT: without the route an answer for
 * one would serve all others.
 */
const IDENTITY_SOURCE = "method.request.header.Authorization, context.httpMethod, context.resourcePath";

const VALIDATOR = "all";

/** `security` of an operation: the one authorizer. The list in it is empty, since its scopes are not API Gateway's to check. */
const GUARDED = [{ [GUARD]: [] }];

/**
 * The document as OpenAPI 3.0 with API Gateway's extensions. INVARIANT: an operation is open only where its route says
 * `public`; it then says so itself, by an empty `security` and a `description`. Every other one names the authorizer.
 * Source: API Gateway developer guide, "OpenAPI extensions for API Gateway".
 */
export function restDocument(
  args: DocumentArgs,
  { title, description }: DocumentTitle,
  targets: DocumentTargets,
): Json {
  const { routes, domain, binaryMediaTypes } = args;
  const preflight = preflightKeys(args);
  const metadata = metadataUrl("rest", args);
  const own = metadata === undefined ? [] : [METADATA_KEY];
  return {
    openapi: "3.0.1",
    info: { title, description, version: "1" },
    paths: pathsOf([...Object.keys(routes), ...preflight, ...own], (key) => {
      const route = routes[key];
      if (route !== undefined) return operation(key, route, targets);
      return key === METADATA_KEY ? metadataOperation(args, targets.issuer) : preflightOperation(args, key);
    }),
    ...(targets.guard && { components: { securitySchemes: { [GUARD]: securityScheme(targets.guard) } } }),
    "x-amazon-apigateway-request-validators": {
      [VALIDATOR]: { validateRequestParameters: true, validateRequestBody: true },
    },
    "x-amazon-apigateway-request-validator": VALIDATOR,
    "x-amazon-apigateway-gateway-responses": gatewayResponses(args, metadata),
    ...(binaryMediaTypes && { "x-amazon-apigateway-binary-media-types": binaryMediaTypes }),
    "x-amazon-apigateway-policy": resourcePolicy(args),
    "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: domain !== undefined },
  };
}

function operation(key: string, route: ProtectedRouteArgs, targets: DocumentTargets): Json {
  return {
    ...(route.public === undefined ? { security: GUARDED } : publicOperation(route.public)),
    responses: { 200: { description: "What the integration answers" } },
    "x-amazon-apigateway-integration": integration(key, route, targets),
  };
}

function integration(key: string, route: ProtectedRouteArgs, targets: DocumentTargets): Json {
  const { handler, url } = route;
  const { handlers, timeoutMillis } = targets;
  if (handler !== undefined) {
    return { type: "aws_proxy", httpMethod: "POST", uri: handlers[handler]!, timeoutInMillis: timeoutMillis };
  }
  const { method, path } = parseRouteKey(key)!;
  const used = parametersOf(path).filter((parameter) => url!.includes(`{${parameter}}`));
  const mapped = used.map((parameter) => [`integration.request.path.${parameter}`, `method.request.path.${parameter}`]);
  return {
    type: "http_proxy",
    httpMethod: method,
    uri: url!,
    requestParameters: { ...(Object.fromEntries(mapped) as Json), ...headersFor(route, targets) },
    timeoutInMillis: timeoutMillis,
  };
}

/**
 * What the backend is told, in the place of whatever the caller has sent under these names. INVARIANT: every route sets all of
 * them, a public one too, and the Lambda authorizer always gives all three. Source: API Gateway developer guide,
 * "Parameter mapping": `context.authorizer.<key>`, and fixed texts in quotes.
 */
function headersFor(route: ProtectedRouteArgs, { secrets = {} }: DocumentTargets): Json {
  const said = (key: string) => (route.public === undefined ? `context.authorizer.${key}` : `'${NOBODY}'`);
  const { subject, client, scopes } = CALLER_HEADERS;
  const headers = {
    [subject]: said("sub"),
    [client]: said("cid"),
    [scopes]: said("scp"),
    ...(route.secret !== undefined && { [ORIGIN_HEADER]: `'${secrets[route.secret]!}'` }),
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`integration.request.header.${name}`, value]),
  );
}

function securityScheme({ uri, ttlSeconds }: { uri: string; ttlSeconds: number }): Json {
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
      type: "request",
      authorizerUri: uri,
      identitySource: IDENTITY_SOURCE,
      authorizerResultTtlInSeconds: ttlSeconds,
    },
  };
}
