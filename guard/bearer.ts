/** Finds the one bearer token of a request. */
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
