/** What API Gateway itself answers of a REST API, without a token: to the question of a browser whether a page may call, and the API's metadata. */
import { parseRouteKey, PREFLIGHT_REASON, preflightKeys as keysOf, METADATA_REASON } from "../../../model/routes";
import { metadataText } from "../shared/metadata";
import type { CorsArgs } from "../shared/protectedApiArgs";
import { methodsOf } from "../shared/routeArgs";
import { publicOperation, type DocumentArgs, type Json } from "./openApi";

/** `OPTIONS /path` for every path of an API with CORS that has no such route of its own. */
export function preflightKeys({ cors, routes }: DocumentArgs): string[] {
  return cors === undefined ? [] : keysOf(Object.keys(routes));
}

/** The operation of one of these keys. */
export function preflightOperation({ cors, routes }: DocumentArgs, key: string): Json {
  const { path } = parseRouteKey(key)!;
  const own = Object.fromEntries(Object.entries(routes).filter(([other]) => parseRouteKey(other)!.path === path));
  const headers = headersOf(cors!, methodsOf(own));
  const declared = Object.keys(headers).map((header) => [header, { schema: { type: "string" } }]);
  const values = Object.entries(headers).map(([header, value]) => [`method.response.header.${header}`, `'${value}'`]);
  return {
    ...publicOperation(PREFLIGHT_REASON),
    responses: { 204: { description: "What pages may do", headers: Object.fromEntries(declared) as Json } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode":204}' },
      responses: { default: { statusCode: "204", responseParameters: Object.fromEntries(values) as Json } },
    },
  };
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

/** The metadata (RFC 9728) of an API with a domain, for it names its own address: one operation, open, with a fixed body. */
export function metadataOperation(args: DocumentArgs, issuer: string): Json {
  const metadata = metadataText(args, `https://${args.domain!.name}`, issuer);
  return {
    ...publicOperation(METADATA_REASON),
    responses: { 200: { description: "What the API asks for" } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode":200}' },
      responses: { default: { statusCode: "200", responseTemplates: { "application/json": fixed(metadata) } } },
    },
  };
}

/** JSON in which API Gateway's template language finds nothing to do. */
function fixed(json: string): string {
  return json.replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}
