/** The action `jwt-validation` of a load balancer, check by check as AWS documents it. */
import { compactVerify, decodeProtectedHeader } from "jose";
import type { JwtKeys } from "../jwtKeys";
import type { GatewayRequest } from "../exchange";
import type { AdditionalClaim, JwtValidation } from "./albExchange";

/** "Only the RS256 algorithm is supported." */
const ALGORITHM = "RS256";

type Claims = Readonly<Record<string, unknown>>;

/** Whether the request's token is good. What AWS does with the claims beyond these is nothing: they reach the target unread. */
export async function isValidJwt(
  { headers }: GatewayRequest,
  validation: JwtValidation,
  keys: JwtKeys,
  nowMs: number,
): Promise<boolean> {
  const token = /^bearer\s+(\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
  if (token === undefined) return false;
  try {
    const { alg, kid = "" } = decodeProtectedHeader(token);
    if (alg !== ALGORITHM) return false;
    const key = await keys.find(validation.jwksEndpoint, kid, ALGORITHM);
    if (key === undefined) return false;
    const { payload } = await compactVerify(token, key, { algorithms: [ALGORITHM] });
    const claims = JSON.parse(new TextDecoder().decode(payload)) as Claims;
    return areGood(claims, validation, nowMs / 1000);
  } catch {
    return false;
  }
}

/** `iss` and `exp` must be there; `nbf` and `iat` are looked at where they are. */
function areGood(claims: Claims, { issuer, additionalClaims = [] }: JwtValidation, now: number): boolean {
  const { iss, exp, nbf, iat } = claims;
  if (iss !== issuer || typeof exp !== "number" || exp <= now) return false;
  if ([nbf, iat].some((time) => time !== undefined && !(typeof time === "number" && time <= now))) return false;
  return additionalClaims.every((claim) => holds(claims[claim.name], claim));
}

/**
 * A single string must be one of the values. Whether a list must hold one or all of several values is not documented: here
 * it must hold all, so that what passes locally passes there.
 */
function holds(claim: unknown, { format, values }: AdditionalClaim): boolean {
  if (format === "single-string") return typeof claim === "string" && values.includes(claim);
  const held = format === "string-array" ? claim : typeof claim === "string" ? claim.split(" ") : undefined;
  return Array.isArray(held) && values.length > 0 && values.every((value) => held.includes(value));
}
