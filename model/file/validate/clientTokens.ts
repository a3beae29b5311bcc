/** What clients are given: OIDC scopes that Okta would not refuse, and lifetimes that mean something. */
import { type Finding, error, names, warning } from "../../findings";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import { GRANTS } from "../../okta/grants";
import { OFFLINE_ACCESS, OPENID } from "../../okta/oidcScopes";
import { OIDC_ONLY_TOKEN_MINUTES, refreshDays, TOKEN_MINUTES } from "../sensitivity";
import type { ParsedAccess } from "../schema";

type ParsedClient = ParsedAccess["clients"][string];

/** What is wrong with the tokens that clients are given. */
export function clientTokenFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.clients).flatMap(([key, client]) => [
    ...(CLIENT_TYPES[client.type].hasUsers ? oidcScopeFindings(["clients", key], client) : []),
    ...refreshFindings(["clients", key, "refreshTokens"], client, file),
    ...lifetimeFindings(["clients", key, "tokenMinutes"], client, file),
  ]);
}

/** Combinations of OIDC scopes that Okta would refuse at every request. */
function oidcScopeFindings(path: readonly PropertyKey[], client: ParsedClient): Finding[] {
  const { oidcScopes, grants = [] } = client;
  const refreshTokens = client.refreshTokens !== false;
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
  const why = openid ? undefined : needOfOpenid(oidcScopes, grants);
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

function needOfOpenid(oidcScopes: readonly string[], grants: readonly (keyof typeof GRANTS)[]): string | undefined {
  if (oidcScopes.length > 0) return "without which Okta refuses every other OIDC scope";
  const grant = grants.find((name) => GRANTS[name].needsOpenid);
  return grant && `without which Okta refuses the grant \`${grant}\``;
}

/** The scopes of a client that are defined. */
function ceilingOf({ scopes, exposure }: ParsedClient, file: ParsedAccess): [string, ParsedAccess["scopes"][string]][] {
  return Object.entries(file.scopes).filter(([name, scope]) =>
    scopes === "all" ? scope.exposure === exposure : scopes.includes(name),
  );
}

/** A scope that came with a refresh token lives on by it, also of somebody who has left the group: Okta asks no rule again. */
function refreshFindings(path: readonly PropertyKey[], client: ParsedClient, file: ParsedAccess): Finding[] {
  const { refreshTokens } = client;
  if (refreshTokens === false) return [];
  const { days, idleDays } = refreshDays(refreshTokens);
  const findings: Finding[] = [];
  if (idleDays > days) {
    findings.push(
      error(
        "refresh-days",
        [...path, "idleDays"],
        `is ${idleDays}, and a refresh token lives ${days === 1 ? "1 day" : `${days} days`} in all; make it ${days} at most`,
      ),
    );
  }
  // A scope with a step-up is never given together with a refresh token.
  const high = ceilingOf(client, file).filter(([, scope]) => scope.sensitivity === "high" && !scope.stepUp);
  if (high.length > 0 && days > 1) {
    findings.push(
      warning(
        "refresh-high",
        path,
        `whoever was given ${names(high.map(([name]) => name))} keeps it by refreshing for up to ${days} days after leaving the group; give it a \`stepUp\`, take it out of this client, or let refresh tokens live for one day`,
      ),
    );
  }
  return findings;
}

/** The client's lifetime only ever makes a token's life shorter. */
function lifetimeFindings(path: readonly PropertyKey[], client: ParsedClient, file: ParsedAccess): Finding[] {
  const { tokenMinutes } = client;
  if (tokenMinutes === undefined) return [];
  const ceiling = ceilingOf(client, file).map(([, scope]) => scope.tokenMinutes ?? TOKEN_MINUTES[scope.sensitivity]);
  const longest = Math.max(...ceiling, ...(CLIENT_TYPES[client.type].hasUsers ? [OIDC_ONLY_TOKEN_MINUTES] : []));
  if (tokenMinutes < longest) return [];
  return [
    warning(
      "token-minutes",
      path,
      `has no effect: no token of this client lives longer than ${longest} minutes, and this field only makes lives shorter; set \`tokenMinutes\` of the scopes`,
    ),
  ];
}
