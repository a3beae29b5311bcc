/** Calls of an API, and what an answer says about access. */
import type { Route } from "../../model/file";

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
 * What a handler says of an id that does not exist, or of a body that is missing, is no matter of access: it was asked, so
 * the call was let through. An answer of 401 or 403 is a refusal, whoever gave it. A failure of the gateway, the authorizer
 * or the function, and an answer for a route that is not there, say nothing about access: they are neither.
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
