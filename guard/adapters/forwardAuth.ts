/** The guard for any reverse proxy that asks before it passes a request on: nginx, Traefik, Caddy, Envoy (forward-auth). */
import { NOBODY, CALLER_HEADERS } from "../contract";
import type { Guard } from "../guard";
import { accessDenied, type Refusal } from "../refusals";
import type { RequestHeaders } from "../token";
import { matchRouteKey, type RouteRequirement } from "../../model/routes";
import { authorizeRoute, contextOf } from "./authorizer";
import { isOtherToCareless, plainPath } from "./plainPath";

export interface ForwardAuthOptions {
  readonly guard: Guard;
  /** Of every route, public ones too. What is not among them is refused. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  /** Takes one JSON line for each refusal: never a token. */
  readonly log: (line: string) => void;
}

/** The request that a proxy asks about. */
export interface ForwardedRequest {
  /** Undefined where the proxy does not say it, or says it several times. */
  readonly method: string | undefined;
  /** Path and query, as they were sent. */
  readonly uri: string | undefined;
  readonly headers: RequestHeaders;
}

export interface ForwardAuthAnswer {
  /** 200: pass it on, with the headers in the place of the caller's own. Any other: refuse it. */
  readonly status: 200 | Refusal["status"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ForwardAuth {
  /** Never rejects: whatever goes wrong is a refusal. */
  answer(request: ForwardedRequest): Promise<ForwardAuthAnswer>;
}

/**
 * In which some frameworks let a caller name another method or path than those of the request line, past whoever has looked
 * at these.
 */
const OVERRIDES = ["x-http-method", "x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url"];

/** The same decisions as those of the Lambda authorizer, once it is certain which route a request is for. */
export function createForwardAuth({ guard, requirements, log }: ForwardAuthOptions): ForwardAuth {
  function refused(description: string): ForwardAuthAnswer {
    const refusal = accessDenied(description);
    log(JSON.stringify({ refused: refusal.error, description, status: refusal.status }));
    return answerOf(refusal);
  }

  async function judged({ method, uri, headers }: ForwardedRequest): Promise<ForwardAuthAnswer> {
    if (method === undefined || uri === undefined) return refused("the proxy does not say which request it asks about");
    const path = plainPath(uri);
    if (path === undefined) return refused("the path can be read in several ways");
    if (Object.keys(headers).some((name) => OVERRIDES.includes(name.toLowerCase())))
      return refused("the request names another method or path in a header");
    const match = matchRouteKey(requirements.keys(), method, path);
    if (match === undefined) return refused("no requirement is declared for this method and path");
    const { routeKey, pathParameters } = match;
    if (isOtherToCareless(requirements.keys(), routeKey, method, path))
      return refused("the path is spelled so that it names another route");
    const decision = await authorizeRoute({ routeKey, headers, pathParameters }, { guard, requirements, log });
    if (!decision.allowed) return answerOf(decision);
    const { sub, cid, scp } = contextOf(decision);
    return {
      status: 200,
      headers: {
        ...NO_STORE,
        [CALLER_HEADERS.subject]: headerText(sub),
        [CALLER_HEADERS.client]: headerText(cid),
        [CALLER_HEADERS.scopes]: scp === undefined || scp === "" ? NOBODY : scp.split(" ").map(headerText).join(" "),
      },
      body: "",
    };
  }

  return {
    answer: (request) => judged(request).catch(() => refused("the request could not be judged")),
  };
}

const NO_STORE = { "cache-control": "no-store" };

function answerOf({ status, headers, body }: Refusal): ForwardAuthAnswer {
  return {
    status,
    headers: { ...headers, ...NO_STORE, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** A header holds ASCII; what is not, a blank and `%` are encoded as in an address. */
function headerText(value: string | undefined): string {
  if (value === undefined || value === "") return NOBODY;
  const bytes = [...Buffer.from(value, "utf8")];
  return bytes
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
