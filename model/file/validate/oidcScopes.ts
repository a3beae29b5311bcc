/** The OIDC scopes of clients with users. */
import { CLIENT_TYPES } from "../../okta/clientTypes";
import type { Finding } from "../../findings";
import { GRANTS } from "../../okta/grants";
import { OFFLINE_ACCESS, OPENID } from "../../okta/oidcScopes";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** Combinations of OIDC scopes that Okta would refuse at every request. */
export function oidcScopeFindings({ clients }: ParsedAccess): Finding[] {
  return Object.entries(clients)
    .filter(([, { type }]) => CLIENT_TYPES[type].hasUsers)
    .flatMap(([key, client]) => findingsOf(["clients", key], client));
}

function findingsOf(path: readonly PropertyKey[], client: ParsedAccess["clients"][string]): Finding[] {
  const { oidcScopes, refreshTokens, grants = [] } = client;
  // The default has `openid` and nothing that could be wrong.
  if (oidcScopes === undefined) return [];
  const at = [...path, "oidcScopes"];
  const findings: Finding[] = [];
  const offline = oidcScopes.indexOf(OFFLINE_ACCESS);
  if (offline !== -1) {
    findings.push(
      error(
        "offline-access",
        [...at, offline],
        "`offline_access` is not listed here; set `refreshTokens: true` instead",
      ),
    );
  }
  const openid = oidcScopes.includes(OPENID);
  const why = openid ? undefined : needOfOpenid(oidcScopes, refreshTokens, grants);
  if (why !== undefined) findings.push(error("openid", at, `lacks \`openid\`, ${why}; add it`));
  const device = oidcScopes.indexOf("device_sso");
  if (device !== -1 && !refreshTokens) {
    findings.push(
      error(
        "device-sso",
        [...at, device],
        "Okta gives `device_sso` only together with `offline_access`; set `refreshTokens: true`",
      ),
    );
  }
  return findings;
}

function needOfOpenid(
  oidcScopes: readonly string[],
  refreshTokens: boolean,
  grants: readonly (keyof typeof GRANTS)[],
): string | undefined {
  if (oidcScopes.length > 0) return "without which Okta refuses every other OIDC scope";
  if (refreshTokens) return "without which Okta refuses `offline_access`, and so gives no refresh token";
  const grant = grants.find((name) => GRANTS[name].needsOpenid);
  return grant && `without which Okta refuses the grant \`${grant}\``;
}
