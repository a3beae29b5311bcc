/** The challenges of an API: RFC 6750 and RFC 9470, in the header, in the header as API Gateway renames it, or in the body. */

/** What a refused request lacked, as the API says it. Whoever reads it decides what of it to follow. */
export interface Challenge {
  /** `invalid_token`, `insufficient_scope`, `insufficient_user_authentication`; undefined where no token was sent. */
  readonly error?: string;
  readonly description?: string;
  readonly scopes?: readonly string[];
  /** In the order of the API's preference. */
  readonly acrValues?: readonly string[];
  /** As it came: digits, or whatever else the API has sent. */
  readonly maxAge?: string;
  /** The address of the API's metadata (RFC 9728), or whatever else it has sent in its place. */
  readonly resourceMetadata?: string;
}

/** API Gateway renames the header of a function's or a backend's own answer. */
const HEADERS = ["www-authenticate", "x-amzn-remapped-www-authenticate"];

/** Characters of a body that is read for a challenge: none is longer. */
const BODY_MAX = 20_000;

/** The challenge of a 401 or a 403; undefined where the answer has none. The body can still be read afterwards. */
export async function readChallenge(response: Response): Promise<Challenge | undefined> {
  if (response.status !== 401 && response.status !== 403) return undefined;
  const found = HEADERS.map((name) => bearerParameters(response.headers.get(name) ?? "")).filter(
    (parameters) => parameters !== undefined,
  );
  const telling = found.find(({ error }) => error !== undefined) ?? (await withBody(response, found[0]));
  if (telling === undefined) return undefined;
  const { error, error_description: description, scope, acr_values: acr, max_age: maxAge } = telling;
  const resourceMetadata = telling["resource_metadata"];
  return { error, description, scopes: words(scope), acrValues: words(acr), maxAge, resourceMetadata };
}

type Parameters = Partial<Record<string, string>>;

function words(text: string | undefined): string[] | undefined {
  const found = text?.split(" ").filter((word) => word !== "");
  return found?.length ? found : undefined;
}

/** A token, then `=` and its value; or a token alone, which is the name of a scheme. */
const PART = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/** The parameters of the `Bearer` challenge, which may stand among others (RFC 9110 section 11.6.1). The first value counts. */
export function bearerParameters(header: string): Parameters | undefined {
  let isBearer = false;
  let found: Parameters | undefined;
  for (const [, name = "", quoted, plain] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) {
      isBearer = name.toLowerCase() === "bearer";
      if (isBearer) found ??= {};
    } else if (isBearer && found) found[name.toLowerCase()] ??= value;
  }
  return found;
}

/** A header without an error may have one in the body, and still says itself what it says. */
async function withBody(response: Response, header: Parameters | undefined): Promise<Parameters | undefined> {
  const body = await bodyParameters(response);
  return body === undefined ? header : { ...body, ...header };
}

/** The guard's body has the parameters by the same names. */
async function bodyParameters(response: Response): Promise<Parameters | undefined> {
  if (response.bodyUsed || !/\bjson\b/.test(response.headers.get("content-type") ?? "")) return undefined;
  try {
    const text = await response.clone().text();
    const body = (text.length > BODY_MAX ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (typeof body["error"] !== "string") return undefined;
    return Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) =>
        typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
      ),
    );
  } catch {
    return undefined;
  }
}
