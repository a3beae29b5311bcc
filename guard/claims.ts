/** What must be true of the claims of an access token before anything else is asked of it. */

export type Claims = Readonly<Record<string, unknown>>;

export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** Seconds by which Okta's clock may be ahead of ours. Nothing is added to the life of a token. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** The first thing that is wrong with the claims, as a fixed sentence; undefined where nothing is. */
export function claimProblem(claims: Claims, expected: Expected): string | undefined {
  const { iss, aud, exp, nbf, iat, sub } = claims;
  const latest = expected.now + CLOCK_TOLERANCE_SECONDS;
  if (iss !== expected.issuer) return "the token is from another issuer";
  if (!(Array.isArray(aud) ? aud : [aud]).includes(expected.audience)) return "the token is for another audience";
  if (!isTime(exp)) return "the token has no time of expiry";
  if (exp <= expected.now) return "the token has expired";
  if (nbf !== undefined && !isTime(nbf)) return "the token has a `nbf` that is no time";
  if (isTime(nbf) && nbf > latest) return "the token is not valid yet";
  if (iat !== undefined && !isTime(iat)) return "the token has an `iat` that is no time";
  if (isTime(iat) && iat > latest) return "the token was issued in the future";
  if (claims["nonce"] !== undefined || claims["at_hash"] !== undefined) return "the token is an ID token";
  // Everybody behind the guard takes it for who calls: a list or a number would be somebody else for each of them.
  if (typeof sub !== "string" || sub === "") return "the token does not name its subject";
  // RFC 9449 section 7.1, RFC 8705 section 3: whoever only holds it has not shown the key.
  if (claims["cnf"] !== undefined) return "the token is bound to a key, which a bearer does not show";
  return undefined;
}

export function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** The scopes of a token: Okta's `scp`, or else the `scope` of RFC 9068. A claim of another shape holds none. */
export function scopesOf(claims: Claims): string[] {
  return texts(claims["scp"] ?? claims["scope"]);
}

/** The values of a claim that is a list of strings or one string of words; empty for anything else. */
export function texts(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter((word) => word !== "");
  if (!Array.isArray(claim)) return [];
  return claim.every((value) => typeof value === "string") ? claim : [];
}

/** Okta's `cid`, or else the `client_id` of RFC 9068. */
export function clientOf(claims: Claims): string | undefined {
  const client = claims["cid"] ?? claims["client_id"];
  return typeof client === "string" ? client : undefined;
}
