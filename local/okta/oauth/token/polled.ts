/** The grants that end a login which was polled for: device code and backchannel. */
import { oauthError } from "../../errors/oauthErrors";
import type { Json } from "../../org/entities";
import { requireActive } from "../decide";
import { needed } from "../form";
import type { GrantRequest } from "../oauthEndpoint";
import { poll } from "../pending";
import type { Authorization } from "../state";
import { tokenAnswer } from "../tokens/issue";

/** The device grant. @throws OAuthError while the person has not decided, or has denied. */
export async function deviceCode(request: GrantRequest): Promise<Json> {
  const { okta } = request.call;
  const polled = {
    map: okta.oauth.devices,
    key: needed(request.params, "device_code"),
    reasons: {
      unknown: "invalid_device_code",
      expired: "expired_token",
      pending: "authorization_pending",
      tooFast: "slow_down",
    },
  } as const;
  return tokens(request, poll(okta, polled, request));
}

/** The backchannel grant. @throws OAuthError while the person has not decided, or has denied. */
export async function ciba(request: GrantRequest): Promise<Json> {
  const { okta } = request.call;
  const polled = {
    map: okta.oauth.backchannel,
    key: needed(request.params, "auth_req_id"),
    reasons: {
      unknown: "ciba_expired_auth_req_id",
      expired: "ciba_expired_auth_req_id",
      pending: "ciba_authorization_pending",
      tooFast: "ciba_slow_down",
    },
  } as const;
  return tokens(request, poll(okta, polled, request));
}

function tokens({ call: { okta }, issuer, app }: GrantRequest, authorization: Authorization): Promise<Json> {
  const user = okta.org.users.get(authorization.userId!);
  if (user === undefined) throw oauthError("login_failed");
  requireActive(user);
  return tokenAnswer({ okta, issuer, app, user, authorization, scopes: authorization.scopes });
}
