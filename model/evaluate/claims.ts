/** Which custom claims a grant releases into the access token and into the ID token. */
import { OPENID } from "../okta/oidcScopes";
import type { Granted, ServerClaim } from "./types";

/**
 * A claim is released where it is active and either names no scope or names one that was granted. An ID token is made
 * only with `openid`; one that is asked for together with an access token (always so here) carries only the claims that
 * are always included, the others are left to the `/userinfo` endpoint.
 */
export function releasedClaims(claims: readonly ServerClaim[], granted: readonly string[]): Granted["claims"] {
  const released = claims.filter(
    ({ status, scopes }) =>
      status === "ACTIVE" && (scopes.length === 0 || scopes.some((scope) => granted.includes(scope))),
  );
  const hasIdToken = granted.includes(OPENID);
  return {
    access: released.filter(({ claimType }) => claimType === "RESOURCE").map(({ name }) => name),
    id: released
      .filter((claim) => hasIdToken && claim.claimType === "IDENTITY" && claim.alwaysIncludeInToken)
      .map(({ name }) => name),
  };
}
