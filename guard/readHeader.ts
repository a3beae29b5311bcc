/** Reads the protected header of a token, and refuses every one that Okta does not write. */
import { decodeProtectedHeader, type ProtectedHeaderParameters } from "jose";

/** Okta signs with nothing else. INVARIANT: the guard never takes an algorithm from a token or from a key. */
const ALGORITHM = "RS256";
/** Okta sends none or `JWT`; RFC 9068 has the two others. What is meant for another purpose says so here. */
const TYPES: readonly unknown[] = [undefined, "jwt", "at+jwt", "application/at+jwt"];
/** Three parts of base64url, of which the last may be missing: what is wrong then is the signature. */
const SIGNED_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** Headers that were found good; an issuer has one for each key. */
const KNOWN_MAX = 20;

/** The key's id, or what is wrong with the token. */
export type HeaderReader = (token: string) => { readonly kid: string } | string;

/** Good headers are remembered: all the tokens of a key have the same, to the letter. */
export function createHeaderReader(): HeaderReader {
  const known = new Map<string, { readonly kid: string }>();
  return (token) => {
    const text = token.slice(0, token.indexOf("."));
    const header = known.get(text) ?? readHeader(token);
    if (typeof header === "string") return header;
    if (!SIGNED_JWT.test(token)) return "the token is not a signed JWT";
    if (known.size < KNOWN_MAX && !known.has(text)) known.set(text, header);
    return header;
  };
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
  if (!TYPES.includes(typeof header.typ === "string" ? header.typ.toLowerCase() : header.typ))
    return "the token is not an access token";
  return { kid: header.kid };
}
