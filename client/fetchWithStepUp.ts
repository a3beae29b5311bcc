/** `fetch` for one API: each call with a token that is good for it, and one more try where the API asks for more. */
import { STEP_UP_ACR_VALUES } from "../model/okta";
import { isSecureUrl, type ClientTable } from "../model/routes";
import { readChallenge, type Challenge } from "./challenge";
import { baseScopes, pathBelow, scopesFor, splitScopes } from "./scopes";
import { isElevated, keyOf, Tokens, type GetToken, type Held, type TokenRequest } from "./tokens";

export interface StepUpOptions {
  /** Where the API answers: `https:`, or `http:` on this very machine. No token goes anywhere else. */
  readonly baseUrl: string;
  readonly getToken: GetToken;
  /** What `access client` has written, and the API of it that is called. Without it `scopes` are asked for, whatever is called. */
  readonly table?: ClientTable;
  readonly api?: string;
  /**
   * The scopes that may be asked for where there is no table. `"challenged"`: whatever the API names, for programs that find
   * everything by themselves: no token is asked for before the API does, and the authorization server alone decides.
   */
  readonly scopes?: readonly string[] | "challenged";
  /** What the person is entitled to: see `entitledScopes`. With it one token serves all calls that need no step-up. */
  readonly entitled?: readonly string[];
  /** The levels that the authorization server knows. @default Okta's: it ignores others without a word */
  readonly acrValues?: readonly string[];
  /** @default the platform's */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Seconds since 1970. @default the clock */
  readonly now?: () => number;
}

/** Calls the API: an address, or a path below that of the API. `forget` drops all tokens, at sign-out. */
export interface FetchWithStepUp {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  forget(): void;
}

/** Okta's largest `max_age`. Source: Okta's OAuth reference. */
const MAX_AGE_MAX = 2 ** 31 - 1;

/** Seconds for which a step-up is not asked for again that was just made and did not suffice. */
const GIVEN_UP_SECONDS = 60;

/**
 * Each call is sent with the smallest token that its route needs. A 401 or 403 with a challenge is answered once, with a new
 * token. It has the level and the age that the challenge names, and of its scopes those that the client may have. The answer
 * to this second request is returned, whatever it is; nothing is tried a third time.
 *
 * @throws TypeError for an address that is not the API's, for a route that is not in the table, and for an API without
 * `https:`; and whatever `getToken` and `fetch` throw.
 */
export function fetchWithStepUp(options: StepUpOptions): FetchWithStepUp {
  const baseUrl = secure(options.baseUrl);
  const now = options.now ?? (() => Date.now() / 1000);
  const tokens = new Tokens(options.getToken, now);
  const givenUp = new Map<string, number>();
  let learnt: TokenRequest | undefined;
  const send = (request: Request, token: string | undefined): Promise<Response> => {
    request.headers.delete("authorization");
    if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
    return options.fetch ? options.fetch(request) : fetch(request);
  };

  const call = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const address = typeof input === "string" && input.startsWith("/") ? `${baseUrl}${input}` : input;
    // A redirect could lead elsewhere, and the token with it.
    const request = new Request(address, { redirect: "error", ...init });
    if (pathBelow(request.url, baseUrl) === undefined) {
      throw new TypeError(`\`${request.url}\` is not below \`${baseUrl}\`: no token is sent there`);
    }
    if (options.scopes === "challenged" && learnt === undefined) {
      const response = await send(request.clone(), undefined);
      if (response.status !== 401) return response;
      // Some gateways say 401 and nothing else: then the API's well-known address is all there is.
      const { scopes = [], resourceMetadata } = (await readChallenge(response)) ?? {};
      learnt = { scopes, resourceMetadata };
    }
    const first = learnt ?? firstRequest(options, request, baseUrl);
    if (first === undefined) return send(request, undefined);
    const started = now();
    const token = await tokens.get(first);
    const response = await send(request.clone(), token?.accessToken);
    const better = await retried(request, { token, response, started });
    // The scopes are there now, and the route wants a step-up as well: what is not known beforehand is heard in turn.
    if (learnt === undefined || better === undefined || (await errorOf(response)) !== "insufficient_scope")
      return better?.response ?? response;
    if ((await errorOf(better.response)) !== "insufficient_user_authentication") return better.response;
    return (await retried(request, { ...better, started }))?.response ?? better.response;
  };

  /** Once more with a better token; undefined where the challenge calls for none that may be asked for. */
  const retried = async (request: Request, { token, response, started }: Tried): Promise<Tried | undefined> => {
    const challenge = await readChallenge(response);
    if (challenge === undefined || token === undefined) return undefined;
    const next = nextRequest(options, challenge, token.request, token.since >= started);
    if (next === undefined || started < (givenUp.get(keyOf(next)) ?? 0)) return undefined;
    // A token that lacks a level or a scope is still good for what it was made for.
    if (next.renew || isElevated(token.request)) tokens.drop(token.accessToken);
    const better = await tokens.get(next);
    if (better === undefined) return undefined;
    const answer = await send(request.clone(), better.accessToken);
    const again = await errorOf(answer);
    const isGood = again === undefined || (again === "insufficient_user_authentication" && !isElevated(next));
    if (learnt !== undefined && isGood) {
      if (!isElevated(next)) learnt = { ...learnt, scopes: next.scopes };
    } else if (again !== undefined) {
      tokens.drop(better.accessToken);
      if (better.since >= started) givenUp.set(keyOf(next), now() + GIVEN_UP_SECONDS);
    }
    return { token: better, response: answer, started };
  };

  const forget = () => {
    learnt = undefined;
    tokens.clear();
  };
  return Object.assign(call, { forget });
}

/** What a call was answered with, by which token, and when it began. */
interface Tried {
  readonly token: Held | undefined;
  readonly response: Response;
  readonly started: number;
}

/** Of a challenge; the empty text where it names none, undefined where the answer has no challenge. */
async function errorOf(response: Response): Promise<string | undefined> {
  const challenge = await readChallenge(response);
  return challenge && (challenge.error ?? "");
}

function secure(text: string): string {
  const url = new URL(text);
  const { href, search, hash } = url;
  if (!isSecureUrl(url, true) || search !== "" || hash !== "") {
    throw new TypeError(`\`${text}\` must be an address with https, without a query`);
  }
  return href.replace(/\/$/, "");
}

/**
 * What to ask for first: the scopes that the call needs, and with them what else the person may have without a step-up.
 * Undefined where no token is needed.
 */
function firstRequest(options: StepUpOptions, request: Request, baseUrl: string): TokenRequest | undefined {
  const { table, api = "", entitled = [], scopes = [] } = options;
  if (table === undefined) return { scopes: scopes as readonly string[] };
  const need = scopesFor(request, table.apis[api] ?? {}, { baseUrl, entitled });
  if (need === undefined) {
    throw new TypeError(
      `\`${request.method} ${new URL(request.url).pathname}\` is no route of \`${api}\` that \`${table.client}\` can be entitled to`,
    );
  }
  if (need.scopes.length === 0) return undefined;
  if (need.stepUp !== undefined) return { scopes: need.scopes, acrValues: need.stepUp.acr, maxAge: need.stepUp.maxAge };
  const parts = splitScopes(baseScopes(entitled, table), table);
  return { scopes: parts.find((part) => need.scopes.every((scope) => part.includes(scope))) ?? need.scopes };
}

/** What to ask for after a challenge. Undefined where no token would help that may be asked for. */
function nextRequest(
  options: StepUpOptions,
  challenge: Challenge,
  last: TokenRequest,
  isNew: boolean,
): TokenRequest | undefined {
  switch (challenge.error) {
    case "invalid_token":
      return { ...last, renew: true };
    case "insufficient_scope":
      return withScopes(options, challenge.scopes ?? [], last);
    case "insufficient_user_authentication":
      return withStepUp(options, challenge, last, isNew);
    default:
      return undefined;
  }
}

/** An API may name any scope: only the client's own are asked for, and only where one of them is new. */
function withScopes(
  { table, scopes = [], entitled }: StepUpOptions,
  named: readonly string[],
  last: TokenRequest,
): TokenRequest | undefined {
  if (scopes === "challenged") {
    // What was asked for before is still needed, for whatever is called next.
    const all = [...new Set([...last.scopes, ...named])];
    return all.length > last.scopes.length ? { ...last, scopes: all } : undefined;
  }
  const own = table ?? { scopes, together: [scopes] };
  const wanted = entitled === undefined ? named : named.filter((scope) => entitled.includes(scope));
  const part = splitScopes(wanted, own).find((some) => some.some((scope) => !last.scopes.includes(scope)));
  return part && { ...last, scopes: part };
}

/**
 * A level that the server does not know cannot be reached, and asking for it would change nothing. Where the same level and
 * age were asked for just now, the server has taken an old sign-in for good: then the person has to sign in again.
 */
function withStepUp(
  options: StepUpOptions,
  challenge: Challenge,
  last: TokenRequest,
  isNew: boolean,
): TokenRequest | undefined {
  const known = options.acrValues ?? STEP_UP_ACR_VALUES;
  const acrValues = challenge.acrValues?.filter((acr) => (known as readonly string[]).includes(acr)).join(" ");
  const maxAge = maxAgeOf(challenge.maxAge);
  // Of what was named nothing can be asked for.
  if (acrValues === "" || (acrValues === undefined && maxAge === undefined && challenge.maxAge !== undefined)) {
    return undefined;
  }
  const next: TokenRequest = {
    scopes: last.scopes,
    ...(last.resourceMetadata !== undefined && { resourceMetadata: last.resourceMetadata }),
    ...(acrValues !== undefined && { acrValues }),
    ...(maxAge !== undefined && { maxAge }),
  };
  const isSame = next.acrValues === last.acrValues && next.maxAge === last.maxAge;
  if (!isSame) return next;
  return isNew ? { ...next, prompt: "login" } : { ...next, renew: true };
}

/** Undefined for what the server would not take. */
function maxAgeOf(text = ""): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= MAX_AGE_MAX ? Number(text) : undefined;
}
