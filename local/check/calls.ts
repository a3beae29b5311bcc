/** Calls of an API, what an answer says about access, and whether programs find the API by its metadata. */
import assert from "node:assert/strict";
import type { Route, Access, Api } from "../../model/file";
import { discoverableApi, METADATA_KEY, metadataPlace, resourceMetadataUrl, scopesSupported } from "../../model/routes";

/** How a call ended, as far as access is concerned. */
export type Verdict = "let through" | "refused" | "needs a better sign-in" | "unclear";

export interface Called {
  readonly status: number;
  readonly verdict: Verdict;
}

/** A gateway's own answer where it has no such route: no function was asked. Source: recorded from API Gateway. */
const NO_ROUTE = /^\{"message":\s*"Not Found"\}$/;

/** How often a call is repeated that came too soon after others, and how long to wait, in milliseconds. */
const PATIENCE = { times: 5, milliseconds: 400 };

/** Calls a route with `1` for every id, and without a body: no call is meant to do anything. */
export async function call(url: string, { method, path }: Route, token?: string): Promise<Called> {
  const address = `${url}${path.replace(/\{[^}]+\}/g, "1")}`;
  for (let left = PATIENCE.times; ; left -= 1) {
    const response = await fetch(address, {
      method: method === "ANY" ? "GET" : method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      redirect: "manual",
      signal: AbortSignal.timeout(15_000),
    });
    const body = await response.text();
    if (response.status !== 429 || left === 0) return { status: response.status, verdict: verdictOf(response, body) };
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.milliseconds));
  }
}

/**
 * How a call ended. A handler may answer that an id does not exist, or that a body is missing: it was asked, so the call was
 * let through. An answer of 401 or 403 is a refusal, whoever gave it. A failure of the gateway, the authorizer or the
 * function, and an answer for a route that is not there, say nothing about access: they are neither.
 */
export function verdictOf(response: Pick<Response, "status" | "headers">, body: string): Verdict {
  const { status } = response;
  if (status === 401 && challengeOf(response).includes('error="insufficient_user_authentication"'))
    return "needs a better sign-in";
  if (status === 401 || status === 403) return "refused";
  if (status >= 500 || status === 429 || (status === 404 && NO_ROUTE.test(body))) return "unclear";
  return "let through";
}

function challengeOf({ headers }: Pick<Response, "headers">): string {
  return headers.get("www-authenticate") ?? headers.get("x-amzn-remapped-www-authenticate") ?? "";
}

/** Whether an API of the local cloud answers with its metadata; the small proxy before one without a gateway does as well. */
export function hasMetadata(access: Access, api: Api): boolean {
  const asked = discoverableApi(access, api);
  if (api.profile === "none") return asked.requirements.length > 0 && !asked.routeKeys.includes(METADATA_KEY);
  return metadataPlace(asked).answers;
}

/**
 * Asks for the metadata (RFC 9728) as programs do, from the API's address alone. Fails where the document is not there,
 * names another address or issuer, or other scopes than those of the routes.
 */
export async function expectMetadata(access: Access, api: Api, place: { url: string; issuer: string }): Promise<void> {
  const response = await fetch(resourceMetadataUrl(place.url), { signal: AbortSignal.timeout(15_000) });
  assert.equal(response.status, 200);
  const found = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(
    { resource: found["resource"], servers: found["authorization_servers"], scopes: found["scopes_supported"] },
    {
      resource: place.url,
      servers: [place.issuer],
      scopes: scopesSupported(discoverableApi(access, api).requirements),
    },
  );
}
