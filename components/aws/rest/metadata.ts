/** A REST API's metadata (RFC 9728), which API Gateway answers itself: where the API has a domain, since it names its own address. */
import { protectedResourceMetadata, resourceMetadataUrl } from "../../../model/routes";
import { requirementOf } from "../shared/routeArgs";
import { publicOperation, type DocumentArgs, type Json } from "./openApi";

const REASON = "metadata of the API (RFC 9728)";

/** RFC 9728 section 3.1, of an address without a path. */
export const METADATA_KEY = "GET /.well-known/oauth-protected-resource";

/**
 * Undefined where there is none: AWS's own address has the stage in its path, and one that shares its domain a base path, before
 * which the well-known part would have to stand; a route of the API's own comes first; and an API that is open to everybody asks for nothing.
 */
export function metadataUrl({ domain, routes }: Pick<DocumentArgs, "domain" | "routes">): string | undefined {
  const isClosed = Object.values(routes).some((route) => route.public === undefined);
  if (domain === undefined || domain.basePath !== undefined || !isClosed || routes[METADATA_KEY] !== undefined)
    return undefined;
  return resourceMetadataUrl(`https://${domain.name}`);
}

/** The one operation: open, with a fixed body. */
export function metadataOperation({ domain, routes }: DocumentArgs, issuer: string): Json {
  const closed = Object.values(routes).filter((route) => route.public === undefined);
  const requirements = closed.map((route) => requirementOf(route));
  const metadata = protectedResourceMetadata({ resource: `https://${domain!.name}`, issuer, requirements });
  return {
    ...publicOperation(REASON),
    responses: { 200: { description: "What the API asks for" } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode":200}' },
      responses: { default: { statusCode: "200", responseTemplates: { "application/json": fixed(metadata) } } },
    },
  };
}

/** JSON in which API Gateway's template language finds nothing to do. */
function fixed(value: unknown): string {
  return JSON.stringify(value).replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}
