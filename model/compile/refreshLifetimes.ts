/** The lifetimes of refresh tokens that a rule carries. */
import { OFFLINE_ACCESS } from "../okta/oidcScopes";
import type { PlanRule } from "./plan";

/** How long a refresh token lives in all, in minutes: 30 days. */
export const REFRESH_TOKEN_MINUTES = 43_200;

/** After how long without use it dies, in minutes: 7 days, Okta's own default. */
export const REFRESH_TOKEN_WINDOW_MINUTES = 10_080;

/** The smallest window that Okta's API takes, in minutes (its provider takes 5). */
export const REFRESH_TOKEN_WINDOW_MINUTES_MIN = 10;

type RefreshLifetimes = Pick<PlanRule, "refreshTokenMinutes" | "refreshTokenWindowMinutes">;

/**
 * Okta wants access ≤ window ≤ lifetime, and reads a lifetime of 0 as unlimited. A rule without `offline_access` gives no
 * refresh token; it carries the shortest lifetimes that are valid, so that a rule widened by hand does not open much.
 */
export function refreshLifetimes(accessTokenMinutes: number, scopes: readonly string[]): RefreshLifetimes {
  if (scopes.includes(OFFLINE_ACCESS)) {
    return { refreshTokenMinutes: REFRESH_TOKEN_MINUTES, refreshTokenWindowMinutes: REFRESH_TOKEN_WINDOW_MINUTES };
  }
  const shortest = Math.max(accessTokenMinutes, REFRESH_TOKEN_WINDOW_MINUTES_MIN);
  return { refreshTokenMinutes: shortest, refreshTokenWindowMinutes: shortest };
}
