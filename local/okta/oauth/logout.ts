/** Logout: ends the session of the browser and sends it back to the client. */
import { html } from "hono/html";
import { OAuthError, oauthError } from "../errors/oauthErrors";
import type { Answer } from "../http/endpoint";
import type { App } from "../org/entities";
import { pageAnswer, errorPage } from "../pages/html";
import { withQuery } from "./authorize/respond";
import { sessionCookie, sessionOf } from "./authorize/signIn";
import { signedClaims } from "./bearer";
import { formParams, given, queryParams, type Params } from "./form";
import type { Issuer } from "./issuer";
import { forEachIssuer, type OAuthCall } from "./oauthEndpoint";

export const logoutEndpoints = [
  ...forEachIssuer("GET", "/v1/logout", "logout", (call, issuer) => answer(call, issuer, () => queryParams(call))),
  ...forEachIssuer("POST", "/v1/logout", "logoutWithPost", (call, issuer) =>
    answer(call, issuer, () => formParams(call)),
  ),
];

async function answer(call: OAuthCall, issuer: Issuer, read: () => Params | Promise<Params>): Promise<Answer> {
  try {
    return await logout(call, issuer, await read());
  } catch (error) {
    if (error instanceof OAuthError) return errorPage(error, call.header("accept"));
    throw error;
  }
}

async function logout(call: OAuthCall, issuer: Issuer, params: Params): Promise<Answer> {
  const { okta } = call;
  const app = await clientOf(call, issuer, params);
  const target = given(params, "post_logout_redirect_uri");
  if (target !== undefined && !app.postLogoutRedirectUris.includes(target))
    throw oauthError("illegal_post_logout_redirect_uri");
  const session = sessionOf(okta, call.header("cookie"));
  if (session !== undefined) okta.oauth.sessions.delete(session.id);
  const headers = { "set-cookie": sessionCookie(undefined), "cache-control": "no-store" };
  if (target === undefined)
    return pageAnswer({ title: "Signed out", body: html`<h1>You are signed out</h1>` }, 200, headers);
  const state = given(params, "state");
  return { status: 302, headers: { ...headers, location: withQuery(target, state === undefined ? {} : { state }) } };
}

/** The client of the ID token; one that has ended is good enough, as its owner may well have been away. */
async function clientOf({ okta }: OAuthCall, issuer: Issuer, params: Params): Promise<App> {
  const hint = given(params, "id_token_hint");
  const claims = hint === undefined ? undefined : await signedClaims(issuer, hint);
  if (hint !== undefined && (claims === undefined || claims["scp"] !== undefined)) throw oauthError("id_token_invalid");
  const clientId = given(params, "client_id") ?? claims?.["aud"];
  if (clientId === undefined) throw oauthError("missing_token_request_parameter", "id_token_hint");
  const app = okta.org.appByClientId(String(clientId));
  if (app === undefined || (claims !== undefined && claims["aud"] !== app.clientId))
    throw oauthError("invalid_client_id");
  return app;
}
