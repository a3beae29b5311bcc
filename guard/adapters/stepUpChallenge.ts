/** Refuses what the Lambda authorizer of an HTTP API has let through for nothing but its challenge. */
import type { HttpEvent } from "./event";
import type { HttpResponse } from "./response";

/** The integration's response mapping makes `www-authenticate` of it, which the gateway would rename if it were set here. */
export const CHALLENGE_HEADER = "step-up-challenge";

/** The answer of RFC 9470, or undefined where the request may be served. A handler asks for it before anything else. */
export function stepUpChallenge(event: HttpEvent): HttpResponse | undefined {
  const context = event.requestContext?.authorizer?.lambda;
  const challenge = context?.["challenge"];
  if (challenge === undefined) return undefined;
  const body = context?.["body"];
  return {
    statusCode: 401,
    headers: { "content-type": "application/json", "cache-control": "no-store", [CHALLENGE_HEADER]: String(challenge) },
    body: typeof body === "string" ? body : JSON.stringify({ error: "insufficient_user_authentication" }),
  };
}
