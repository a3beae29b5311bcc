/**
 * Takes one stack's part of an access file and fills in the defaults.
 *
 * INVARIANT: leaving an entry out never opens anything. A route whose scopes are gone is gone too, and does not turn public.
 * A claim that was limited to scopes that are gone is not released always. A client whose groups are gone is assigned to
 * nobody.
 */
import type {
  Access,
  Claim,
  Client,
  Combinations,
  Exposure,
  Group,
  OktaAdminRole,
  RefreshLifetimes,
  Requests,
  Scope,
  SignOn,
  TokenKind,
} from "./access";
import { CLIENT_TYPES, grantsOf } from "../okta/clientTypes";
import { OFFLINE_ACCESS, type OidcScope } from "../okta/oidcScopes";
import { resolveApi } from "./resolveRoutes";
import type { ParsedAccess } from "./schema";
import { refreshDays, TOKEN_MINUTES } from "./sensitivity";

const DEFAULT_OIDC_SCOPES: readonly OidcScope[] = ["openid", "profile", "email"];

/** Who works inside signs in with two factors, and anew each half day; a customer's app remembers its user. */
export const SIGN_ON: Readonly<Record<Exposure, SignOn>> = {
  internal: { factors: 2, reauthenticateMinutes: 720 },
  external: { factors: 1, reauthenticateMinutes: 43_200 },
};

/** The access of a stack; of what every stack has, where none is named. The file has been validated. */
export function resolve(file: ParsedAccess, stack: string | undefined): Access {
  const here: Here = (scope) => isPresent(file.scopes[scope]!, stack);
  const scopes = mapEntries(present(file.scopes, stack), (name, scope) => resolveScope(name, scope, here));
  const groupKeys = new Set(present(file.groups, stack).map(([key]) => key));
  const separate = separateGroups(file);
  const groups = mapEntries(present(file.groups, stack), (key, group) => {
    const others = [...groupKeys].filter((other) => separate.get(key)!.has(other));
    return resolveGroup(key, group, here, others);
  });
  const clients = mapEntries(present(file.clients, stack), (key, client) =>
    resolveClient(key, client, [...scopes.values()], groupKeys),
  );
  const anyScopeHeld = [...groups.values()].some(({ scopes: held }) => held.length > 0);
  const claims = new Map(
    Object.entries(file.claims).flatMap(([name, claim]): [string, Claim][] => {
      const left = claim.scopes.filter(here);
      const silent = claim.entitledScopes && !anyScopeHeld;
      return silent || (claim.scopes.length > 0 && left.length === 0) ? [] : [[name, resolveClaim(name, claim, left)]];
    }),
  );
  const apis = mapEntries(Object.entries(file.apis), (key, api) => resolveApi(key, api, here, claims));
  const { product, audience, naming, reviewers } = file;
  return {
    product,
    audience,
    scopes,
    groups,
    clients,
    claims,
    apis,
    combinations: resolveCombinations(file, groups),
    naming,
    reviewers: Object.fromEntries(Object.entries(reviewers).filter(([, names]) => names !== undefined)),
  };
}

/** A combination lacks the groups that are not in the stack: whoever is in the others may still be in all of these. */
function resolveCombinations({ combinations }: ParsedAccess, groups: ReadonlyMap<string, Group>): Combinations {
  const { limit, occurring } = combinations;
  if (occurring === undefined) return { limit };
  return { limit, occurring: occurring.map((keys) => [...groups.keys()].filter((key) => keys.includes(key))) };
}

interface InStacks {
  readonly stacks?: readonly string[] | undefined;
}

function isPresent({ stacks }: InStacks, stack: string | undefined): boolean {
  return stacks === undefined || (stack !== undefined && stacks.includes(stack));
}

function present<T extends InStacks>(entries: Readonly<Record<string, T>>, stack: string | undefined): [string, T][] {
  return Object.entries(entries).filter(([, entry]) => isPresent(entry, stack));
}

function mapEntries<T, R>(entries: readonly [string, T][], make: (key: string, entry: T) => R): Map<string, R> {
  return new Map(entries.map(([key, entry]) => [key, make(key, entry)]));
}

type Here = (scope: string) => boolean;

function resolveScope(name: string, scope: ParsedAccess["scopes"][string], here: Here): Scope {
  const { description, sensitivity, exposure, consent, stepUp } = scope;
  return {
    name,
    description,
    displayName: scope.displayName ?? description,
    sensitivity,
    exposure,
    consent,
    implies: scope.implies.filter(here),
    ...(stepUp === undefined ? {} : { stepUp }),
    tokenMinutes: scope.tokenMinutes ?? TOKEN_MINUTES[sensitivity],
    default: scope.default,
  };
}

/** `separate` is symmetric, whichever of the two groups said it. */
function separateGroups({ groups }: ParsedAccess): ReadonlyMap<string, ReadonlySet<string>> {
  const separate = new Map(Object.entries(groups).map(([key, group]) => [key, new Set(group.separate)]));
  for (const [key, group] of Object.entries(groups)) for (const other of group.separate) separate.get(other)?.add(key);
  return separate;
}

function resolveGroup(
  key: string,
  { name = key, managed, scopes, was }: ParsedAccess["groups"][string],
  here: Here,
  separate: readonly string[],
): Group {
  return { key, name, managed, scopes: scopes.filter(here), separate, ...(was === undefined ? {} : { was }) };
}

function resolveClient(
  key: string,
  client: ParsedAccess["clients"][string],
  scopes: readonly Scope[],
  groupKeys: ReadonlySet<string>,
): Client {
  const {
    type,
    exposure,
    tokenMinutes,
    refreshTokens,
    pkce,
    loginUri,
    profile,
    oktaApiScopes,
    oktaAdminRole,
    enforcement,
    auth,
    assignedTo,
    handler,
    reach,
  } = client;
  const oidcScopes = CLIENT_TYPES[type].hasUsers ? (client.oidcScopes ?? DEFAULT_OIDC_SCOPES) : [];
  return {
    key,
    type,
    exposure,
    ceiling: ceiling(client, scopes),
    oidcScopes: refreshTokens ? [...oidcScopes, OFFLINE_ACCESS] : oidcScopes,
    ...(tokenMinutes === undefined ? {} : { tokenMinutes }),
    refreshTokens: refreshTokens !== false,
    ...(refreshTokens === false ? {} : { refreshLifetimes: inMinutes(refreshTokens) }),
    grants: grantsOf(client),
    ...(auth === undefined ? {} : { auth }),
    ...(assignedTo === undefined ? {} : { assignedTo: assignedTo.filter((group) => groupKeys.has(group)) }),
    oktaApiScopes,
    ...(oktaAdminRole === undefined ? {} : { oktaAdminRole: resolveRole(oktaAdminRole, groupKeys) }),
    ...(handler === undefined ? {} : { handler }),
    // INVARIANT: a client whose groups are gone in this stack reaches nobody.
    ...(reach === undefined ? {} : { reach: reach.filter((group) => groupKeys.has(group)) }),
    pkce: pkce && CLIENT_TYPES[type].pkceRequired,
    ...(loginUri === undefined ? {} : { loginUri }),
    ...(profile === undefined ? {} : { profile }),
    ...(CLIENT_TYPES[type].hasUsers ? { signOn: { ...SIGN_ON[exposure], ...client.signOn } } : {}),
    enforcement,
    requests: resolveRequests(client, scopes),
    ...(client.was === undefined ? {} : { was: client.was }),
  };
}

/** In the order of the file's scopes; a set of which the stack has nothing is gone. */
function resolveRequests({ requests }: ParsedAccess["clients"][string], scopes: readonly Scope[]): Requests {
  if (typeof requests === "string") return requests;
  const sets = requests.map((set) => scopes.filter(({ name }) => set.includes(name)).map(({ name }) => name));
  return sets.filter((set) => set.length > 0);
}

const MINUTES_A_DAY = 1_440;

function inMinutes(given: Parameters<typeof refreshDays>[0]): RefreshLifetimes {
  const { days, idleDays } = refreshDays(given);
  return { minutes: days * MINUTES_A_DAY, idleMinutes: idleDays * MINUTES_A_DAY };
}

/** INVARIANT: a role whose groups are gone in this stack holds over nobody. */
function resolveRole(role: OktaAdminRole, groupKeys: ReadonlySet<string>): OktaAdminRole {
  if (typeof role === "string" || role.groups === "all") return role;
  return { ...role, groups: role.groups.filter((key) => groupKeys.has(key)) };
}

/** In the order of the file's scopes, so that the order in which a client names them changes nothing. */
function ceiling(client: ParsedAccess["clients"][string], scopes: readonly Scope[]): string[] {
  const { scopes: named } = client;
  const inside =
    named === "all" ? (scope: Scope) => scope.exposure === client.exposure : ({ name }: Scope) => named.includes(name);
  return scopes.filter(inside).map(({ name }) => name);
}

function resolveClaim(name: string, claim: ParsedAccess["claims"][string], scopes: readonly string[]): Claim {
  return { name, tokens: tokensOf(claim), value: claimValue(claim), scopes };
}

/** The tokens that carry a claim, in one order, whichever way they are written. */
export function tokensOf({ token }: Pick<ParsedAccess["claims"][string], "token">): readonly TokenKind[] {
  return TOKEN_KINDS.filter((kind) => token === kind || token.includes(kind));
}

const TOKEN_KINDS = ["access", "id"] as const satisfies readonly TokenKind[];

const FILTERS = [
  ["startsWith", "STARTS_WITH"],
  ["equals", "EQUALS"],
  ["contains", "CONTAINS"],
  ["regex", "REGEX"],
] as const;

function claimValue({ groups, expression }: ParsedAccess["claims"][string]): Claim["value"] {
  for (const [field, filter] of FILTERS) {
    const pattern = groups?.[field];
    if (pattern !== undefined) return { kind: "groups", filter, pattern };
  }
  return expression === undefined ? { kind: "entitledScopes" } : { kind: "expression", expression };
}
