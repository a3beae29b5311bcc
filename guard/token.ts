/** Finds the one bearer token of a request, and reads its protected header: what Okta does not write is refused. */
import { decodeProtectedHeader, type ProtectedHeaderParameters } from "jose";
import { invalidRequest, missingToken, type Refusal } from "./refusals";

/** Header names in any case. A list stands for a header that was sent several times. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Longer tokens are refused unread: API Gateway takes 10,240 bytes of headers, Node itself 16,384. */
export const TOKEN_LENGTH_MAX = 16_384;

export function bearerToken(headers: RequestHeaders): { token: string } | Refusal {
  const value = authorization(headers);
  if (value === undefined) return missingToken();
  if (typeof value !== "string") return invalidRequest("the request has several authorization headers");
  if (!/^bearer(\s|$)/i.test(value)) return missingToken();
  const token = value.slice("bearer".length).trim();
  if (token === "") return invalidRequest("the authorization header has no token");
  if (token.length > TOKEN_LENGTH_MAX) return invalidRequest("the token is too long");
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return invalidRequest("the token has characters that no token has");
  return { token };
}

const SEVERAL = Symbol("several");

/** The one value, whatever the case of the name. A loop without lists in between: this runs for every request. */
function authorization(headers: RequestHeaders): string | typeof SEVERAL | undefined {
  let found: string | typeof SEVERAL | undefined;
  for (const name of Object.keys(headers)) {
    if (name.length !== "authorization".length || name.toLowerCase() !== "authorization") continue;
    const value = headers[name];
    const one = typeof value === "object" ? (value.length > 1 ? SEVERAL : value[0]) : value;
    if (one === undefined) continue;
    if (found !== undefined) return SEVERAL;
    found = one;
  }
  return found;
}

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
