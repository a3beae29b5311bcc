/** Client-initiated backchannel authentication: the client names the user, who allows it on a device of their own. */
import { GRANTS, OPENID } from "../../../model/okta";
import { oauthError } from "../errors/oauthErrors";
import { noContent, ok, type Answer } from "../http/endpoint";
import type { User } from "../org/entities";
import { randomText } from "../org/ids";
import { isAssigned } from "../org/memberships";
import { visitorOf } from "./authorize/signOnConditions";
import { approve, deny } from "./approve";
import { acrValuesOf } from "./authorize/request";
import { signedClaims } from "./bearer";
import { authenticateClient } from "./clientAuthentication";
import { refuseEarly } from "./decide";
import { formParams, given, needed, scopeList, type Params } from "./form";
import type { Issuer } from "./issuer";
import { forEachIssuer, NOT_STORED, type OAuthCall, type OAuthEndpoint } from "./oauthEndpoint";
import { keepPending, POLL_SECONDS } from "./pending";

const GRANT = GRANTS.ciba.okta;

/** Seconds; Okta's default and largest value. Source: Okta's reference of the backchannel endpoint. */
const MAX_EXPIRY_SECONDS = 300;

export const backchannelEndpoints: readonly OAuthEndpoint[] = [
  ...forEachIssuer("POST", "/v1/bc/authorize", "bcAuthorize", authorizeBackchannel),
  { method: "GET", path: "/__backchannel", operation: "localListBackchannel", handle: list },
  { method: "POST", path: "/__backchannel", operation: "localAnswerBackchannel", handle: answerOne },
];

async function authorizeBackchannel(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const app = await authenticateClient(call, params, issuer);
  if (app.applicationType !== "web") throw oauthError("ciba_feature_not_supported");
  if (!app.grantTypes.includes(GRANT)) throw oauthError("ciba_request_grant_type_not_configured");
  const scopes = scopeList(params);
  if (!scopes.includes(OPENID)) throw oauthError("ciba_request_invalid_scope");
  if (issuer.server !== undefined) refuseEarly(okta, issuer.server, { app, grantType: GRANT, scopes });
  const seconds = expiry(params);
  const user = await hintedUser(call, issuer, params);
  if (!isAssigned(okta.org, app, user)) throw oauthError("ciba_request_unknown_user_id");
  const id = randomText(43);
  keepPending(okta, okta.oauth.backchannel, id, {
    serverId: issuer.server?.id ?? null,
    appId: app.id,
    scopes,
    ends: okta.org.clock() + seconds * 1000,
    userId: user.id,
    acrValues: acrValuesOf(given(params, "acr_values")),
    bindingMessage: given(params, "binding_message"),
  });
  return { ...ok({ auth_req_id: id, expires_in: seconds, interval: POLL_SECONDS }), headers: NOT_STORED };
}

function expiry(params: Params): number {
  const text = given(params, "request_expiry") ?? given(params, "requested_expiry");
  if (text === undefined) return MAX_EXPIRY_SECONDS;
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_EXPIRY_SECONDS) throw oauthError("invalid_requested_expiry");
  return seconds;
}

async function hintedUser({ okta }: OAuthCall, issuer: Issuer, params: Params): Promise<User> {
  const login = given(params, "login_hint");
  const idToken = given(params, "id_token_hint");
  if ((login === undefined) === (idToken === undefined)) throw oauthError("ciba_request_invalid_hint");
  const subject = login ?? String((await signedClaims(issuer, idToken!))?.["sub"]);
  const user = okta.org.findUser(subject);
  if (user?.status !== "ACTIVE") throw oauthError("ciba_request_unknown_user_id");
  return user;
}

/** Who is being asked what; without the ids, which only the clients may know. */
function list({ okta }: OAuthCall): Answer {
  const waiting = okta.oauth.backchannel.values().filter(({ outcome }) => outcome === undefined);
  return ok(
    waiting.map(({ userId, appId, scopes, bindingMessage = null }) => ({
      login: okta.org.users.get(userId!)?.profile["login"] ?? null,
      client: okta.org.apps.get(appId)?.label ?? null,
      scopes,
      bindingMessage,
    })),
  );
}

/** `login` and `decision` (`allow` or `deny`): the person answers the oldest request that waits for them. */
async function answerOne(call: OAuthCall): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const user = okta.org.findUser(needed(params, "login"));
  const login = okta.oauth.backchannel
    .values()
    .find(({ userId, outcome }) => userId === user?.id && outcome === undefined);
  if (user === undefined || login === undefined) throw oauthError("ciba_request_unknown_user_id");
  if (needed(params, "decision") === "allow")
    approve(okta, login, { grantType: GRANT, user, visitor: visitorOf(call) });
  else deny(login);
  return noContent;
}
