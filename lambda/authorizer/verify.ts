/** Verifies an access token: header, signature, claims. It says what is wrong, and never repeats what the token holds. */
import { compactVerify, decodeProtectedHeader, type CryptoKey, type ProtectedHeaderParameters } from "jose";
import { claimProblem, type Claims, type Expected } from "./claims";
import { KeysUnavailable, type KeySet } from "./keySet";
import { invalidToken, temporarilyUnavailable, type Refusal } from "./refusals";
import { isRecord } from "./requirement";

/** Okta signs with nothing else. INVARIANT: never read from the token or from the key. */
const ALGORITHM = "RS256";
/** Okta sends none or `JWT`; RFC 9068 has the two others. What is meant for another purpose says so here. */
const TYPES: readonly unknown[] = [undefined, "jwt", "at+jwt", "application/at+jwt"];

export async function verifyToken(
  token: string,
  keys: KeySet,
  expected: Expected,
): Promise<{ claims: Claims } | Refusal> {
  const header = readHeader(token);
  if (typeof header === "string") return invalidToken(header);
  let key: CryptoKey | undefined;
  try {
    key = await keys.find(header.kid);
  } catch (error) {
    if (error instanceof KeysUnavailable)
      return temporarilyUnavailable("the issuer's keys cannot be read at the moment");
    throw error;
  }
  if (key === undefined) return invalidToken("the token is signed with a key that the issuer does not have");
  const claims = await readClaims(token, key);
  if (claims === undefined) return invalidToken("the token's signature is not valid");
  const problem = claimProblem(claims, expected);
  return problem === undefined ? { claims } : invalidToken(problem);
}

function readHeader(token: string): { kid: string } | string {
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return "the token is not a signed JWT";
  }
  if (header.alg !== ALGORITHM) return "the token is not signed with RS256";
  if (typeof header.kid !== "string" || header.kid === "") return "the token does not name its key";
  if ("crit" in header) return "the token demands an extension that is not understood";
  if (!TYPES.includes(header.typ?.toLowerCase())) return "the token is not an access token";
  return { kid: header.kid };
}

async function readClaims(token: string, key: CryptoKey): Promise<Claims | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [ALGORITHM] });
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
