/** The device grant (RFC 8628): a device shows a code, and its user signs in elsewhere. */
import { GRANTS } from "../../../model/okta";
import { oauthError } from "../errors/oauthErrors";
import { ok, type Answer } from "../http/endpoint";
import { randomText } from "../org/ids";
import { activatePage, donePage } from "../pages/activatePage";
import { visitorOf } from "./authorize/signOnConditions";
import { approve, deny } from "./approve";
import { authenticateClient } from "./clientAuthentication";
import { refuseEarly } from "./decide";
import { formParams, given, queryParams, scopeList } from "./form";
import type { Issuer } from "./issuer";
import { forEachIssuer, NOT_STORED, type OAuthCall, type OAuthEndpoint } from "./oauthEndpoint";
import { keepPending, POLL_SECONDS } from "./pending";
import type { PendingLogin } from "./state";

const GRANT = GRANTS.device_code.okta;

/** Seconds that the user has. Source: Okta's reference of the device grant. */
const LIFETIME_SECONDS = 600;

/** Letters that are not mistaken for others. */
const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 8;

export const deviceEndpoints: readonly OAuthEndpoint[] = [
  ...forEachIssuer("POST", "/v1/device/authorize", "deviceAuthorize", authorizeDevice),
  { method: "GET", path: "/activate", operation: "activateDevice", handle: showActivate },
  { method: "POST", path: "/activate", operation: "activateDeviceWithPost", handle: activate },
];

async function authorizeDevice(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const app = await authenticateClient(call, params, issuer);
  if (!app.grantTypes.includes(GRANT)) throw oauthError("unauthorized_client", app.grantTypes.join(", "));
  const scopes = scopeList(params);
  if (issuer.server !== undefined) refuseEarly(okta, issuer.server, { app, grantType: GRANT, scopes });
  const deviceCode = randomText(43);
  const userCode = newUserCode();
  const ends = okta.org.clock() + LIFETIME_SECONDS * 1000;
  const login = { serverId: issuer.server?.id ?? null, appId: app.id, scopes, userCode, ends };
  keepPending(okta, okta.oauth.devices, deviceCode, login);
  const page = `${okta.org.url}/activate`;
  const answer = {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${userCode}`,
    expires_in: LIFETIME_SECONDS,
    interval: POLL_SECONDS,
  };
  return { ...ok(answer), headers: NOT_STORED };
}

function newUserCode(): string {
  const letters = [...randomText(64)].map(
    (letter) => USER_CODE_LETTERS[letter.charCodeAt(0) % USER_CODE_LETTERS.length]!,
  );
  return letters.slice(0, USER_CODE_LENGTH).join("");
}

/** With a `login_hint` that person allows the device at once, as at the authorization endpoint. */
function showActivate(call: OAuthCall): Answer {
  const params = queryParams(call);
  const code = given(params, "user_code") ?? "";
  const hint = given(params, "login_hint");
  return hint === undefined ? activatePage(call.okta, code) : settle(call, code, hint, true);
}

async function activate(call: OAuthCall): Promise<Answer> {
  const params = await formParams(call);
  return settle(call, params.get("user_code") ?? "", params.get("login") ?? "", params.get("decision") !== "deny");
}

function settle(call: OAuthCall, userCode: string, loginName: string, allowed: boolean): Answer {
  const { okta } = call;
  const login = waiting(call, userCode);
  const user = okta.org.findUser(loginName);
  if (login === undefined || user === undefined) throw oauthError("invalid_user_code");
  if (allowed) approve(okta, login, { grantType: GRANT, user, visitor: visitorOf(call) });
  else deny(login);
  return donePage(login.outcome);
}

function waiting({ okta }: OAuthCall, userCode: string): PendingLogin | undefined {
  const wanted = userCode.replace(/[^A-Za-z]/g, "").toUpperCase();
  const now = okta.org.clock();
  return okta.oauth.devices
    .values()
    .find((each) => each.userCode === wanted && each.outcome === undefined && now < each.ends);
}
