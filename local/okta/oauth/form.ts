/** Reads the parameters of an OAuth request: from a form in the body, or from the query. Each may stand there once. */
import { oauthError } from "../errors/oauthErrors";
import { type Call, mediaType } from "../http/endpoint";

export type Params = ReadonlyMap<string, string>;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The parameters of a POST. @throws OAuthError for another content type, broken encoding or a parameter given twice. */
export async function formParams(call: Call<unknown>): Promise<Params> {
  const bytes = await call.body();
  if (bytes.length === 0) return new Map();
  if (mediaType(call) !== "application/x-www-form-urlencoded") throw oauthError("invalid_request");
  return parseForm(decodeUtf8(bytes));
}

/** The parameters of a GET. */
export function queryParams(call: Call<unknown>): Params {
  const raw = call.incoming.url ?? "";
  const start = raw.indexOf("?");
  return start < 0 ? new Map() : parseForm(raw.slice(start + 1));
}

/** Parameters by name. @throws OAuthError for broken encoding or a parameter given twice. */
export function parseForm(text: string): Params {
  const params = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const cut = pair.indexOf("=");
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    if (params.has(name)) throw oauthError("duplicate_oauth_params");
    params.set(name, cut < 0 ? "" : decode(pair.slice(cut + 1)));
  }
  return params;
}

/** Those of the body and those of the query: some clients send all in the query. @throws OAuthError for one in both */
export function merged(body: Params, query: Params): Params {
  if ([...query.keys()].some((name) => body.has(name))) throw oauthError("duplicate_oauth_params");
  return query.size === 0 ? body : new Map([...body, ...query]);
}

/** Form encoding: `+` is a space. */
export function decode(text: string): string {
  try {
    return text.includes("%") || text.includes("+") ? decodeURIComponent(text.replaceAll("+", " ")) : text;
  } catch {
    throw oauthError("invalid_request");
  }
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw oauthError("invalid_request");
  }
}

/** A parameter without a value counts as absent (RFC 6749 section 3.1). */
export function given(params: Params, name: string): string | undefined {
  const value = params.get(name);
  return value === "" ? undefined : value;
}

/** The value, or Okta's refusal that names the missing parameter. */
export function needed(params: Params, name: string): string {
  const value = given(params, name);
  if (value === undefined) throw oauthError("missing_token_request_parameter", name);
  return value;
}

/** Okta's limit of the `scope` parameter. Source: Okta's OpenID Connect reference. */
export const SCOPE_MAX_LENGTH = 1024;

/** The scopes of a `scope` parameter, each once. */
export function scopeList(params: Params): string[] {
  const text = params.get("scope") ?? "";
  if (text.length > SCOPE_MAX_LENGTH) throw oauthError("invalid_scope");
  return [...new Set(text.split(" ").filter((scope) => scope !== ""))];
}
