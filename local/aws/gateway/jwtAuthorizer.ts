/** The JWT authorizer of an HTTP API, check by check as AWS documents it. What it does not look at (acr, groups, cid), it does not here. */
import { compactVerify, decodeProtectedHeader, type CryptoKey } from "jose";
import type { Authorizer, Route } from "../apigateway/types";
import { answer } from "./answers";
import { identityValue } from "./contextVariables";
import type { Exchange, GatewayResponse } from "./exchange";
import type { JwtKeys } from "./jwtKeys";

/** "Currently, only RSA-based algorithms are supported." Whether PS256 is among them is not said; here it is not. */
const ALGORITHMS = ["RS256", "RS384", "RS512"];

type Claims = Readonly<Record<string, unknown>>;

/** What is wrong with a token, in the words of the real gateway where they are known. */
class InvalidToken extends Error {}

/** The response of a refusal; undefined lets the request through and notes the claims. */
export async function authorizeJwt(
  exchange: Exchange,
  authorizer: Authorizer,
  keys: JwtKeys,
  nowMs: number,
): Promise<GatewayResponse | undefined> {
  const route = exchange.route!;
  const token = tokenOf(exchange, authorizer);
  if (token === undefined) {
    exchange.authorizerError = "missing: token not provided";
    return answer(exchange, "unauthorized", { "www-authenticate": "Bearer" });
  }
  let claims: Claims;
  try {
    claims = await verify(token, authorizer, exchange.api.keySets.get(authorizer.authorizerId) ?? "", keys);
    checkClaims(claims, authorizer, nowMs / 1000);
  } catch (error) {
    return invalidToken(exchange, error instanceof InvalidToken ? error.message : "invalid signature");
  }
  const held = scopesOf(claims);
  const wanted = route.authorizationScopes ?? [];
  if (wanted.length > 0 && !wanted.some((scope) => held.includes(scope))) return insufficientScope(exchange, route);
  exchange.authorizer = { kind: "jwt", claims: flattenClaims(claims), scopes: wanted.length > 0 ? held : null };
  return undefined;
}

/** The bare token, or what follows `Bearer `. */
function tokenOf(exchange: Exchange, authorizer: Authorizer): string | undefined {
  const value = identityValue(exchange, authorizer.identitySource[0] ?? "");
  const token = value?.replace(/^bearer\s+/i, "").trim();
  return token === "" ? undefined : token;
}

async function verify(token: string, authorizer: Authorizer, jwksUri: string, keys: JwtKeys): Promise<Claims> {
  const { kid, alg } = headerOf(token);
  let key: CryptoKey | undefined;
  try {
    key = await keys.find(jwksUri, kid, alg);
  } catch {
    throw new InvalidToken("OIDC discovery endpoint communication error");
  }
  if (key === undefined) throw new InvalidToken("unable to find a signing key that matches the token's key id");
  const { payload } = await compactVerify(token, key, { algorithms: ALGORITHMS });
  const claims = JSON.parse(new TextDecoder().decode(payload)) as Claims;
  if (claims["iss"] !== authorizer.jwtConfiguration?.issuer) throw new InvalidToken("issuer does not match");
  return claims;
}

function headerOf(token: string): { kid: string; alg: string } {
  if (token.split(".").length !== 3) throw new InvalidToken("token contains an invalid number of segments");
  let header;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new InvalidToken("the token's header cannot be read");
  }
  if (!ALGORITHMS.includes(header.alg ?? "")) throw new InvalidToken("signing method is invalid");
  if (typeof header.kid !== "string") throw new InvalidToken("the token has no key id");
  return { kid: header.kid, alg: header.alg! };
}

/** AWS allows for no difference of clocks, as far as is known. A token without `exp` is refused here. */
function checkClaims({ aud, client_id, exp, nbf, iat }: Claims, authorizer: Authorizer, now: number): void {
  const audiences = authorizer.jwtConfiguration?.audience ?? [];
  const given = aud === undefined ? client_id : aud;
  const isMeant = (Array.isArray(given) ? given : [given]).some((value) => audiences.includes(value as string));
  if (!isMeant) throw new InvalidToken("the token does not have a valid audience");
  if (typeof exp !== "number" || exp <= now) throw new InvalidToken("the token has expired");
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= now))
    throw new InvalidToken("the token is not valid yet");
  if (iat !== undefined && !(typeof iat === "number" && iat <= now)) {
    throw new InvalidToken("the token was issued in the future");
  }
}

/** `scope` or `scp`, a list or words. Both: what either holds. */
function scopesOf({ scope, scp }: Claims): string[] {
  return [scope, scp].flatMap((claim) => {
    if (typeof claim === "string") return claim.split(" ").filter((word) => word !== "");
    return Array.isArray(claim) ? claim.filter((value): value is string => typeof value === "string") : [];
  });
}

function invalidToken(exchange: Exchange, description: string): GatewayResponse {
  exchange.authorizerError = `invalid_token: ${description}`;
  return answer(exchange, "unauthorized", challenge(exchange.route!, "invalid_token", description));
}

/** The status and the body are known; the challenge follows the form of the 401. */
function insufficientScope(exchange: Exchange, route: Route): GatewayResponse {
  const description = "the token does not have any of the scopes of the route";
  exchange.authorizerError = `insufficient_scope: ${description}`;
  return answer(exchange, "forbidden", challenge(route, "insufficient_scope", description));
}

function challenge(route: Route, error: string, description: string): Record<string, string> {
  const scope = (route.authorizationScopes ?? []).join(" ");
  return { "www-authenticate": `Bearer scope="${scope}" error="${error}" error_description="${description}"` };
}

/**
 * Claims as an HTTP API hands them on: as strings, whatever they were.
 *
 * A list becomes `[a b]`, which is no JSON; numbers and booleans their text; an object its JSON; null is left out.
 * Measured on the real gateway (see the sources in `docs/`).
 */
function flattenClaims(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) {
    if (value !== null && value !== undefined) flat[name] = flatten(value);
  }
  return flat;
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(" ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
