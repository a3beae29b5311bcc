/** What the sensitivity of a scope decides. */

export const SENSITIVITIES = ["low", "medium", "high"] as const;

/** How much harm a scope can do. */
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** Lifetime in minutes of an access token that carries a scope of this sensitivity, unless the scope says otherwise. */
export const TOKEN_MINUTES: Readonly<Record<Sensitivity, number>> = { low: 60, medium: 30, high: 10 };

/** Lifetime in minutes of an access token with OIDC scopes only; also Okta's default. */
export const OIDC_ONLY_TOKEN_MINUTES = 60;

/** How long refresh tokens of a client live, in days: in all, and without use. Okta's own default of the latter is 7 as well. */
export const REFRESH_TOKEN_DAYS = { days: 30, idleDays: 7 } as const;

/** The same as a client says it: without use no longer than in all, where it says nothing of that. */
export function refreshDays(given: true | { readonly days: number; readonly idleDays?: number | undefined }): {
  readonly days: number;
  readonly idleDays: number;
} {
  if (given === true) return REFRESH_TOKEN_DAYS;
  return { days: given.days, idleDays: given.idleDays ?? Math.min(given.days, REFRESH_TOKEN_DAYS.idleDays) };
}

/** Okta's most of either, in days: five years. Source: Okta's authorization server API. */
export const REFRESH_TOKEN_DAYS_MAX = 1825;

/** Okta's least lifetime of an access token, in minutes. Source: Okta's authorization server API. */
export const TOKEN_MINUTES_MIN = 5;
/** Okta's most, in minutes: a day. */
export const TOKEN_MINUTES_MAX = 1440;

/**
 * Whether the scope is listed in the public discovery document. Only what is harmless to know is published: the
 * provider's own default would publish every scope.
 */
export const PUBLISHED: Readonly<Record<Sensitivity, boolean>> = { low: true, medium: false, high: false };
