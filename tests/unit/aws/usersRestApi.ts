/** What the specs of REST APIs declare, users behind scopes and a step-up, and how they call it. */
import { firstKey, oktaClaims, sign } from "../guard/tokens";
import type { TestRestApi } from "./localRestApi";

export const RESPONSES = {
  ACCESS_DENIED: {
    statusCode: "401",
    responseParameters: {
      "gatewayresponse.header.www-authenticate": "context.authorizer.challenge",
      "gatewayresponse.header.access-control-allow-origin": "'https://app.example.com'",
    },
    responseTemplates: { "application/json": "$context.authorizer.body" },
  },
  UNAUTHORIZED: {
    statusCode: "401",
    responseParameters: { "gatewayresponse.header.www-authenticate": `'Bearer error="invalid_token"'` },
    responseTemplates: { "application/json": '{"error":"invalid_token"}' },
  },
  DEFAULT_4XX: {
    responseParameters: { "gatewayresponse.header.access-control-allow-origin": "'https://app.example.com'" },
    responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
  },
};

export const REQUIREMENTS = {
  "GET /users": { scopes: { any: ["users:read"] } },
  "GET /users/{id}": { scopes: { any: ["users:read"] } },
  "DELETE /users/{id}": { scopes: { any: ["users:delete"] } },
  "POST /users": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
};

/** What stands in `authorization`: a token of the API's issuer with these claims besides its own. */
export async function bearer(api: TestRestApi, more: Record<string, unknown> = {}): Promise<string> {
  return `Bearer ${await sign(await firstKey(), oktaClaims(api.issuer.issuer, Math.floor(Date.now() / 1000), more))}`;
}

/** Calls `METHOD /path`. */
export async function call(
  api: TestRestApi,
  route: string,
  authorization?: string,
  headers: Record<string, string> = {},
) {
  const [method, path] = route.split(" ");
  const sent = authorization === undefined ? headers : { ...headers, authorization };
  const response = await fetch(api.url + path, { method, headers: sent });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : JSON.parse(text) };
}
