/** How a REST API refuses: with the challenges of RFC 6750 and RFC 9470, readable by the pages that may call it. */
import { EXPOSED_HEADERS } from "../../../model/routes";
import type { DocumentArgs, Json } from "./openApi";

interface Answer {
  readonly responseType: string;
  readonly statusCode?: string;
  /** What `www-authenticate` is taken from. */
  readonly challenge?: string;
  /** The body, in which API Gateway fills in variables and nothing else: it runs no template language here. */
  readonly body: string;
}

const DEFAULT_BODY = '{"message":$context.error.messageString}';
const INVALID_TOKEN = { error: "invalid_token", error_description: "the request has no valid token" };
const REFUSED = {
  error: "access_denied",
  error_description: "the firewall does not let this request through, for what it is or where it comes from",
};

/** Type of a gateway response → the response. `metadataUrl`: where a client finds what the API asks for. */
export function gatewayResponses(args: DocumentArgs, metadataUrl?: string): Json {
  const entries = answers(args, metadataUrl).map(({ responseType, statusCode, challenge, body }) => [
    responseType,
    {
      ...(statusCode !== undefined && { statusCode }),
      responseParameters: {
        ...corsHeaders(args),
        ...(challenge !== undefined && { "gatewayresponse.header.www-authenticate": challenge }),
      },
      responseTemplates: { "application/json": body },
    },
  ]);
  return Object.fromEntries(entries) as Json;
}

function answers({ routes }: DocumentArgs, metadataUrl: string | undefined): Answer[] {
  const stepUp = Object.values(routes).some(({ requirement }) => requirement?.stepUp !== undefined);
  return [
    {
      // Without a token, or where the authorizer says `Unauthorized`: it has no context then to take anything from.
      responseType: "UNAUTHORIZED",
      statusCode: "401",
      challenge: `'Bearer error="invalid_token"${metadataUrl === undefined ? "" : `, resource_metadata="${metadataUrl}"`}'`,
      body: JSON.stringify(INVALID_TOKEN),
    },
    {
      responseType: "ACCESS_DENIED",
      // A response type has one status. RFC 9470 needs 401; RFC 6750 only recommends 403 for `insufficient_scope`.
      statusCode: stepUp ? "401" : "403",
      challenge: "context.authorizer.challenge",
      body: "$context.authorizer.body",
    },
    {
      // From another address than `network.allowedCidrs`, or turned away by another rule of the firewall.
      responseType: "WAF_FILTERED",
      statusCode: "403",
      body: JSON.stringify(REFUSED),
    },
    { responseType: "DEFAULT_4XX", body: DEFAULT_BODY },
    { responseType: "DEFAULT_5XX", body: DEFAULT_BODY },
  ];
}

/** Without these a page sees only that a request failed, and not why. */
function corsHeaders({ cors }: DocumentArgs): Record<string, string> {
  if (cors === undefined) return {};
  return {
    "gatewayresponse.header.access-control-allow-origin": `'${cors.allowOrigins[0]!}'`,
    "gatewayresponse.header.access-control-expose-headers": `'${EXPOSED_HEADERS.join(",")}'`,
    "gatewayresponse.header.vary": "'origin'",
  };
}
