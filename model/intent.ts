/** Who is to be given what: the access file's meaning, read aloud. Slow and literal, so that it can be checked by eye. */
import type { Access, Client, Group } from "./file/access";
import { appGrants, CLIENT_TYPES } from "./okta/clientTypes";
import { GRANTS, type GrantKey } from "./okta/grants";
import { isOidcScope, OFFLINE_ACCESS, OPENID } from "./okta/oidcScopes";
import { OKTA_ERRORS, type OktaError } from "./okta/errors";
import { OIDC_ONLY_TOKEN_MINUTES } from "./file/sensitivity";

/** Who asks for what. */
export interface Question {
  /** Keys of the groups of the user; not looked at in a grant without a user. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: GrantKey;
  /** As requested. */
  readonly scopes: readonly string[];
}

/** The answer that the access file calls for. */
export type Intent =
  | {
      readonly granted: true;
      readonly scopes: readonly string[];
      readonly tokenMinutes: number;
      /** Names of the declared claims in each token. */
      readonly claims: { readonly access: readonly string[]; readonly id: readonly string[] };
    }
  | ({ readonly granted: false } & OktaError);

/** What the access file calls for. */
export function intent(access: Access, question: Question): Intent {
  const client = access.clients.get(question.client);
  if (!client) return refuse(OKTA_ERRORS.unauthorizedClient([]));
  const scopes = [...new Set(question.scopes.length > 0 ? question.scopes : defaultScopes(access))];
  const refusal = refusedAtOnce(access, client, question, scopes);
  if (refusal) return refuse(refusal);
  const oidc = scopes.filter(isOidcScope);
  const custom = scopes.filter((scope) => !isOidcScope(scope));
  const granted = !client.grants.includes(question.grant)
    ? false
    : GRANTS[question.grant].user
      ? oidc.every((scope) => client.oidcScopes.includes(scope)) &&
        isEntitled(access, client, question.groups, custom) &&
        !(scopes.includes(OFFLINE_ACCESS) && custom.some((scope) => access.scopes.get(scope)?.stepUp))
      : custom.every((scope) => client.ceiling.includes(scope));
  if (!granted) return refuse(OKTA_ERRORS.noMatchingPolicy);
  return { granted: true, scopes, tokenMinutes: tokenMinutes(access, client, custom), claims: claims(access, scopes) };
}

function refuse(error: OktaError): Intent {
  return { granted: false, ...error };
}

/** What a request is for that names no scope. */
function defaultScopes({ scopes }: Access): string[] {
  return [...scopes.values()].filter((scope) => scope.default).map(({ name }) => name);
}

function refusedAtOnce(access: Access, client: Client, question: Question, scopes: readonly string[]) {
  const { user, needsOpenid, okta } = GRANTS[question.grant];
  const { hasUsers } = CLIENT_TYPES[client.type];
  if (!appGrants(client).includes(okta)) return OKTA_ERRORS.unauthorizedClient(appGrants(client));
  // Nobody signs in to a service, so nobody is assigned to one.
  if (user && hasUsers && !question.groups.some((key) => isAssigned(access, client, key))) {
    return OKTA_ERRORS.userNotAssigned;
  }
  if (scopes.length === 0) return OKTA_ERRORS.noDefaultScopes;
  if (!scopes.every((scope) => isOidcScope(scope) || access.scopes.has(scope))) return OKTA_ERRORS.noMatchingScope;
  const openid = scopes.includes(OPENID);
  if (needsOpenid && !openid) return OKTA_ERRORS.cibaWithoutOpenid;
  if (!openid && scopes.some((scope) => isOidcScope(scope) && scope !== OFFLINE_ACCESS)) {
    return OKTA_ERRORS.openidScopeRequired;
  }
  if (!user && scopes.some(isOidcScope)) return OKTA_ERRORS.openidNotAllowedForClientCredentials;
  if (!hasUsers && scopes.some(isOidcScope)) return OKTA_ERRORS.openidNotAllowedForTokenExchange;
  if (scopes.includes("device_sso") && !scopes.includes(OFFLINE_ACCESS)) {
    return OKTA_ERRORS.requiredScopeCombination(["device_sso"], [OPENID, OFFLINE_ACCESS]);
  }
  return undefined;
}

/** The members of a group are assigned where the client names it, or, if it names none, where it holds any of its scopes. */
function isAssigned(access: Access, client: Client, groupKey: string): boolean {
  const group = access.groups.get(groupKey);
  if (!group) return false;
  if (client.assignedTo) return client.assignedTo.includes(groupKey);
  return scopesOf(access, group).some((scope) => client.ceiling.includes(scope));
}

/** A request is entitled where all of it is in the ceiling, in what the person holds, and asked for together. */
function isEntitled(access: Access, client: Client, groupKeys: readonly string[], custom: readonly string[]): boolean {
  if (!custom.every((scope) => client.ceiling.includes(scope))) return false;
  // With enforcement at the gateway, Okta lets the whole ceiling through and the gateway counts what is entitled.
  if (client.enforcement === "gateway") return true;
  const groups = [...new Set(groupKeys)].flatMap((key) => access.groups.get(key) ?? []);
  const hold = (some: readonly Group[]) =>
    custom.every((scope) => some.some((group) => scopesOf(access, group).includes(scope)));
  if (custom.length === 0 || groups.some((group) => hold([group]))) return true;
  return askedTogether(client, custom) && united(access, groups).some(hold);
}

/** Whether the client asks for these scopes together, where no single group holds them all. */
function askedTogether({ requests }: Client, custom: readonly string[]): boolean {
  if (requests === "any") return true;
  if (requests === "one-group") return false;
  return requests.some((set) => custom.every((scope) => set.includes(scope)));
}

/** Every way to take groups together that occurs and has no two that are `separate`; the largest suffice. */
function united({ combinations }: Access, groups: readonly Group[]): Group[][] {
  if (combinations.occurring === undefined) return apart(groups);
  return combinations.occurring.flatMap((keys) => apart(groups.filter(({ key }) => keys.includes(key))));
}

/** Every way to take groups together without two that are `separate`; the largest suffice, and may be looked at twice. */
function apart(groups: readonly Group[]): Group[][] {
  for (const one of groups) {
    const other = groups.find((group) => one.separate.includes(group.key));
    if (other) return [...apart(groups.filter((g) => g !== one)), ...apart(groups.filter((g) => g !== other))];
  }
  return [[...groups]];
}

/** The scopes of a group with all that they imply. */
function scopesOf(access: Access, group: Group): readonly string[] {
  const known = remembered.get(group);
  if (known) return known;
  const all = new Set(group.scopes);
  // A set that grows while it is walked is walked to its new end.
  for (const name of all) for (const implied of access.scopes.get(name)?.implies ?? []) all.add(implied);
  remembered.set(group, [...all]);
  return [...all];
}

/** A group belongs to one access file, and neither changes. */
const remembered = new WeakMap<Group, readonly string[]>();

/** The shortest lifetime among the requested scopes, and never more than the client's own. */
function tokenMinutes(access: Access, client: Client, custom: readonly string[]): number {
  const byScope = custom.map((scope) => access.scopes.get(scope)!.tokenMinutes);
  return Math.min(client.tokenMinutes ?? Infinity, ...(custom.length === 0 ? [OIDC_ONLY_TOKEN_MINUTES] : byScope));
}

function claims(access: Access, scopes: readonly string[]) {
  const released = [...access.claims.values()].filter(
    (claim) => claim.scopes.length === 0 || claim.scopes.some((scope) => scopes.includes(scope)),
  );
  return {
    access: released.filter(({ tokens }) => tokens.includes("access")).map(({ name }) => name),
    id: scopes.includes(OPENID) ? released.filter(({ tokens }) => tokens.includes("id")).map(({ name }) => name) : [],
  };
}
