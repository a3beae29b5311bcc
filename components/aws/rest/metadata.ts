/** A REST API's metadata (RFC 9728), which API Gateway answers itself: where the API has a domain, since it names its own address. */
import { METADATA_REASON } from "../../../model/routes";
import { metadataText } from "../shared/metadata";
import { publicOperation, type DocumentArgs, type Json } from "./openApi";

/** The one operation: open, with a fixed body. */
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
