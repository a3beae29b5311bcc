/**
 * The evaluator for many questions: the same answers as `evaluate`, an order of magnitude faster. Whatever is unusual
 * about a request, and everything that is to be explained, goes to `evaluate` itself.
 */
import { OKTA_ERRORS } from "../okta/errors";
import { OIDC_SCOPES, OPENID } from "../okta/oidcScopes";
import { releasedClaims } from "./claims";
import { compileClient, type CompiledClient, type GrantedByRule } from "./compiledClient";
import { evaluate } from "./evaluate";
import type { AuthorizationServer, Decision, Denied, EvaluationRequest, Granted, RequestClient, Tracer } from "./types";

/** Decides like `evaluate(server, request, trace)`. */
export type Evaluator = (request: EvaluationRequest, trace?: Tracer) => Decision;

/**
 * Prepares a server for many requests by these clients. INVARIANT: neither the server nor a client is changed afterwards;
 * whoever changes one makes a new evaluator. A client that is not among them is answered by `evaluate`.
 */
export function compileEvaluator(server: AuthorizationServer, clients: readonly RequestClient[]): Evaluator {
  const numbers = numberScopes(server);
  const byClient = new Map(clients.map((client) => [client, compileClient(server, client, numbers.of)]));
  const claims = claimSets(server);
  return (request, trace) => {
    const client = trace ? undefined : byClient.get(request.client);
    const found = client === undefined ? undefined : findRule(client, numbers, request);
    if (found === undefined) return evaluate(server, request, trace);
    if (found.decision === "denied") return found;
    const { rule, tokenMinutes, refreshTokenMinutes, refreshTokenWindowMinutes, consentNeeded } = found;
    return {
      decision: "granted",
      scopes: request.scopes,
      rule,
      tokenMinutes,
      refreshTokenMinutes,
      refreshTokenWindowMinutes,
      claims: claims(request.scopes),
      consentNeeded,
    };
  };
}

interface ScopeNumbers {
  readonly of: ReadonlyMap<string, number>;
  /** By number: whether it is an OIDC scope that may be asked for beside `openid` and nothing else. */
  readonly isOidc: readonly boolean[];
  readonly openid: number | undefined;
  /** By number: whether Okta refuses it to a grant without a user. */
  readonly needsConsent: readonly boolean[];
}

function numberScopes(server: AuthorizationServer): ScopeNumbers {
  const names = [...new Set(server.scopes.map(({ name }) => name))];
  const oidc: readonly string[] = OIDC_SCOPES;
  const of = new Map(names.map((name, number) => [name, number]));
  const required = server.scopes.filter(({ consent }) => consent === "REQUIRED").map(({ name }) => name);
  return {
    of,
    isOidc: names.map((name) => oidc.includes(name)),
    openid: of.get(OPENID),
    needsConsent: names.map((name) => required.includes(name)),
  };
}

const NOT_ASSIGNED: Denied = { decision: "denied", ...OKTA_ERRORS.userNotAssigned };
const NO_MATCH: Denied = { decision: "denied", ...OKTA_ERRORS.noMatchingPolicy };

/** The rule that decides an ordinary request, or its refusal; undefined for a request with anything unusual about it. */
function findRule(
  client: CompiledClient,
  { of, isOidc, openid, needsConsent }: ScopeNumbers,
  request: EvaluationRequest,
): GrantedByRule | Denied | undefined {
  const { scopes, user } = request;
  const byGrant = client.byGrant.get(request.grantType);
  if (byGrant === undefined || scopes.length === 0 || request.prompt !== undefined) return undefined;
  let hasOidc = false;
  let hasOpenid = false;
  let asksConsent = false;
  const found = client.found;
  found.set(byGrant.rules);
  for (let i = 0; i < scopes.length; i++) {
    const number = of.get(scopes[i]!);
    if (number === undefined || scopes.indexOf(scopes[i]!) !== i) return undefined;
    if (isOidc[number]) hasOidc = true;
    if (number === openid) hasOpenid = true;
    if (needsConsent[number]) asksConsent = true;
    const listing = client.rulesOfScope[number]!;
    for (let word = 0; word < found.length; word++) found[word]! &= listing[word]!;
  }
  const unusual = hasOidc ? !hasOpenid || !byGrant.oidcAllowed || scopes.includes("device_sso") : byGrant.needsOpenid;
  if (unusual) return undefined;
  if (!byGrant.user) return asksConsent ? undefined : first(client, client.rulesWithoutUser);
  return user === null || !meets(client, user.groups) ? NOT_ASSIGNED : first(client, client.met);
}

/** Gathers the rules that the user meets; false where they are not assigned to the client. */
function meets({ groups, met, rulesForEveryone }: CompiledClient, keys: readonly string[]): boolean {
  let assigned = false;
  met.set(rulesForEveryone);
  for (let i = 0; i < keys.length; i++) {
    const group = groups.get(keys[i]!);
    if (group === undefined) continue;
    assigned ||= group.assigned;
    for (let word = 0; word < met.length; word++) met[word]! |= group.rules[word]!;
  }
  return assigned;
}

/** The first rule that is in both sets: rules are numbered in the order in which Okta reads them. */
function first({ found, granted }: CompiledClient, met: Uint32Array): GrantedByRule | Denied {
  for (let word = 0; word < found.length; word++) {
    const both = found[word]! & met[word]!;
    if (both !== 0) return granted[word * 32 + 31 - Math.clz32(both & -both)]!;
  }
  return NO_MATCH;
}

/** Claims by the scopes that were granted; where no claim asks for scopes, there are only two answers. */
function claimSets(server: AuthorizationServer): (scopes: readonly string[]) => Granted["claims"] {
  const asked = new Set(server.claims.flatMap(({ scopes }) => scopes));
  const known = new Map<string, Granted["claims"]>();
  return (scopes) => {
    let key = "";
    for (let i = 0; i < scopes.length; i++) {
      const scope = scopes[i]!;
      if (scope === OPENID || asked.has(scope)) key += `${scope} `;
    }
    let claims = known.get(key);
    if (claims === undefined) {
      claims = releasedClaims(server.claims, scopes);
      if (known.size < CLAIM_SETS_MAX) known.set(key, claims);
    }
    return claims;
  };
}

/** Far more sets than models have; a bound all the same. */
const CLAIM_SETS_MAX = 10_000;
