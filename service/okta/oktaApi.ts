/** Okta's Management API, as a service application with a token of its own. */
import type { TokenSource } from "./accessToken";
import type { OktaResponse, Send } from "./send";

export interface OktaCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the org's address, with a slash; whatever of it came from outside is encoded by `oktaPath`. */
  readonly path: string;
  readonly body?: object;
  /** @default for GET, PUT and DELETE */
  readonly repeatable?: boolean;
}

/** @throws OktaUnavailable where Okta does not answer. Answers of 400 and above are given back. */
export type OktaApi = (call: OktaCall) => Promise<OktaResponse>;

export interface OktaApiArgs {
  readonly orgUrl: string;
  readonly tokens: TokenSource;
  readonly send: Send;
}

/** A client of one org. */
export function createOktaApi({ orgUrl, tokens, send }: OktaApiArgs): OktaApi {
  const sendOnce = async ({ method, path, body, repeatable = method !== "POST" }: OktaCall) => {
    const token = await tokens.token();
    const response = await send({
      method,
      url: orgUrl + path,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
      repeatable,
    });
    return { token, response };
  };
  return async (call) => {
    const first = await sendOnce(call);
    if (first.response.status !== 401) return first.response;
    // Revoked, or signed by a key that is gone: a new token may do, and a refused request has had no effect.
    tokens.forget(first.token);
    return (await sendOnce(call)).response;
  };
}

/** A path with its parts encoded: no part can lead anywhere else. */
export function oktaPath(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  return strings.reduce((path, text, index) => path + text + encodePart(parts[index]), "");
}

/** `encodeURIComponent` leaves dots, and a path of dots leads upwards. */
function encodePart(part: string | undefined): string {
  if (part === undefined) return "";
  if (/^\.{0,2}$/.test(part)) throw new Error("a part of a path must be more than dots");
  return encodeURIComponent(part);
}

/** Okta's code of an error, such as `E0000007`; undefined for an answer that has none. */
export function errorCodeOf({ body }: OktaResponse): string | undefined {
  const code = (body as { errorCode?: unknown } | undefined)?.errorCode;
  return typeof code === "string" && /^E\d{7}$/.test(code) ? code : undefined;
}
