/** What the rules of a server come to at one application, in the words of an access file: who holds what, and what together. */
import { compare } from "../findings";
import { CLIENT_TYPES, CLIENT_TYPE_NAMES, type ClientTypeName } from "../okta/clientTypes";
import { GRANTS, type GrantKey } from "../okta/grants";
import { isOidcScope, OFFLINE_ACCESS, OIDC_SCOPES, OPENID, type OidcScope } from "../okta/oidcScopes";
import { evaluate } from "../evaluate/evaluate";
import type { Granted } from "../evaluate/types";
import { groupsOfPerson, type Deployment } from "./deployment";
import { entriesOf, type Entry } from "./entries";
import type { SnapshotApp } from "./snapshot";

/** Scopes that who is in all of some groups may ask for together. */
export interface Joint {
  readonly allOf: readonly string[];
  readonly scopes: readonly string[];
}

/** An application as an access file can say it. */
export interface Reading {
  readonly key: string;
  readonly app: SnapshotApp;
  readonly type: ClientTypeName;
  /** Those that the rules treat alike. */
  readonly grants: readonly GrantKey[];
  /** Keys of the groups whose members may use it, that of everybody among them. */
  readonly assigned: readonly string[];
  /** Group → the custom scopes that its members may ask for in one request. */
  readonly holds: ReadonlyMap<string, readonly string[]>;
  /** The same for the members of several groups, where a group rule brings them together. */
  readonly joint: readonly Joint[];
  readonly oidcScopes: readonly OidcScope[];
  /** Minutes of refresh tokens; undefined where nobody is given one. */
  readonly refresh?: { readonly minutes: number; readonly idleMinutes: number };
  /** Scopes that are given, but never with a refresh token. */
  readonly neverWithRefresh: readonly string[];
  /** Scope → the shortest lifetime in minutes of a token with it alone; `openid` stands for tokens without any. */
  readonly minutes: ReadonlyMap<string, number>;
}

/** The type of an application; undefined for one that no type of the access file is. */
export function typeOf(app: Pick<SnapshotApp, "type">): ClientTypeName {
  return CLIENT_TYPE_NAMES.find((name) => CLIENT_TYPES[name].oktaType === app.type)!;
}

/** Reads an application; undefined where the rules give it nothing that an access file can say. */
export function readingOf(deployment: Deployment, app: SnapshotApp, key: string): Reading | undefined {
  const type = typeOf(app);
  const { allowedGrants, hasUsers } = CLIENT_TYPES[type];
  const own = allowedGrants.filter((grant) => app.grantTypes.includes(GRANTS[grant].okta));
  if (!hasUsers) return serviceReading(deployment, app, key, own);
  const grants = alike(deployment, key, own);
  const [grant] = grants;
  if (grant === undefined) return undefined;
  const assigned = deployment.clients.get(key)?.assignedGroups ?? [];
  const entries = entriesOf(deployment, key, GRANTS[grant].okta);
  const asked = { deployment, key, grant, assigned };
  const holds = heldBy(asked, entries);
  const joint = jointOf(entries);
  const people = peopleOf(asked, holds, joint);
  const oidcScopes = oidcOf(asked, people);
  return {
    key,
    app,
    type,
    grants,
    assigned,
    holds,
    joint,
    ...withRefresh(asked, people, oidcScopes),
    minutes: minutesOf(asked, people, oidcScopes),
  };
}

/**
 * A service: what it has for itself, which is its ceiling, and what it is given in people's names. A file says the latter
 * within the former, where it has both; what goes beyond it is left out with the grant.
 */
function serviceReading(
  deployment: Deployment,
  app: SnapshotApp,
  key: string,
  own: readonly GrantKey[],
): Reading | undefined {
  const entries = (user: boolean) => {
    const grant = own.find((one) => GRANTS[one].user === user);
    return grant === undefined ? [] : entriesOf(deployment, key, GRANTS[grant].okta);
  };
  const forItself = entries(false);
  const ceiling = largest(forItself);
  const isWithin = ({ scopes }: Entry) => custom(scopes).every((scope) => ceiling.includes(scope));
  const inNames = entries(true);
  const forPeople = forItself.length === 0 || inNames.every(isWithin) ? inNames : [];
  const grants = own.filter((grant) => (GRANTS[grant].user ? forPeople : forItself).length > 0);
  if (grants.length === 0) return undefined;
  // Nobody is assigned to a service: whoever's token it has is in the groups alone.
  const asked = (grant: GrantKey) => ({ deployment, key, grant, assigned: [] });
  const groups = heldBy(asked("token-exchange"), forPeople);
  const joint = jointOf(forPeople);
  const holders = [...[...groups].map(([group, scopes]) => ({ groups: [group], scopes })), ...joint.map(holderOf)];
  const minutes = grants.map((grant) =>
    minutesOf(asked(grant), GRANTS[grant].user ? holders : [{ groups: [], scopes: ceiling }], []),
  );
  return {
    key,
    app,
    type: "service",
    grants,
    assigned: [],
    holds: new Map([...(forItself.length === 0 ? [] : [["", ceiling] as const]), ...groups]),
    joint,
    oidcScopes: [],
    neverWithRefresh: [],
    minutes: shortestOf(minutes),
  };
}

const holderOf = ({ allOf, scopes }: Joint): Holder => ({ groups: allOf, scopes });

function shortestOf(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const shortest = new Map<string, number>();
  for (const [scope, minutes] of all.flatMap((one) => [...one]))
    shortest.set(scope, Math.min(minutes, shortest.get(scope) ?? Infinity));
  return shortest;
}

/** What a group rule gives to the members of several groups. */
function jointOf(entries: readonly Entry[]): Joint[] {
  return entries
    .filter(({ allOf }) => allOf.length > 1)
    .map(({ allOf, scopes }) => ({ allOf, scopes: custom(scopes) }))
    .filter(({ scopes }) => scopes.length > 0);
}

/** The grants for which the rules say the same as for the one that counts most: an access file has one list for all of them. */
function alike(deployment: Deployment, key: string, grants: readonly GrantKey[]): GrantKey[] {
  const said = (grant: GrantKey) =>
    JSON.stringify(
      entriesOf(deployment, key, GRANTS[grant].okta).map(({ rule, allOf, scopes }) => [rule.id, allOf, scopes]),
    );
  const groups = new Map<string, GrantKey[]>();
  for (const grant of grants) groups.set(said(grant), [...(groups.get(said(grant)) ?? []), grant]);
  groups.delete("[]");
  return [...groups.values()].sort((a, b) => rank(a) - rank(b))[0] ?? [];
}

/** The authorization code is the grant by which people sign in. */
function rank(grants: readonly GrantKey[]): number {
  return grants.includes("authorization_code") || grants.includes("client_credentials") ? 0 : 1;
}

interface Asked {
  readonly deployment: Deployment;
  readonly key: string;
  readonly grant: GrantKey;
  readonly assigned: readonly string[];
}

const custom = (scopes: readonly string[]) => scopes.filter((scope) => !isOidcScope(scope));

/** Of several rules for one group the one that gives most: what two rules give apart, nobody can ask for together. */
function heldBy({ deployment, assigned }: Asked, entries: readonly Entry[]): Map<string, string[]> {
  const named = assigned.filter((group) => group !== deployment.everyone);
  const groups = [...new Set([...named, ...entries.flatMap(({ allOf }) => (allOf.length === 1 ? allOf : []))])];
  return new Map(
    groups
      .sort(compare)
      .map((group): [string, string[]] => [
        group,
        largest(entries.filter(({ allOf }) => allOf.every((one) => one === group))),
      ]),
  );
}

function largest(entries: readonly Entry[]): string[] {
  const sets = entries.map(({ scopes }) => custom(scopes));
  return sets.reduce((most, set) => (set.length > most.length ? set : most), []);
}

/** A person who holds scopes: in these groups, one of which is assigned. */
interface Holder {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

function peopleOf(
  { assigned }: Asked,
  holds: ReadonlyMap<string, readonly string[]>,
  joint: readonly Joint[],
): Holder[] {
  const all = [...[...holds].map(([group, scopes]) => ({ allOf: [group], scopes })), ...joint];
  return all.flatMap(({ allOf, scopes }) => {
    if (allOf.some((group) => assigned.includes(group))) return [{ groups: allOf, scopes }];
    return assigned.map((group) => ({ groups: [...allOf, group], scopes }));
  });
}

function ask(
  { deployment, key, grant }: Asked,
  groups: readonly string[],
  scopes: readonly string[],
): Granted | undefined {
  const { okta, user, needsOpenid } = GRANTS[grant];
  const whole = needsOpenid || scopes.some(isOidcScope) ? [OPENID, ...scopes] : scopes;
  const decision = evaluate(deployment.server, {
    client: deployment.clients.get(key)!,
    grantType: okta,
    user: user ? { id: "somebody", groups: groupsOfPerson(deployment, groups) } : null,
    scopes: whole,
  });
  return decision.decision === "granted" ? decision : undefined;
}

/** An OIDC scope counts where everybody has it who has anything there. */
function oidcOf(asked: Asked, people: readonly Holder[]): OidcScope[] {
  const somebody = people.filter(({ groups }) => ask(asked, groups, [OPENID]) !== undefined);
  const usual = OIDC_SCOPES.filter((scope) => scope !== OFFLINE_ACCESS && scope !== "device_sso");
  const holders = people.filter(({ scopes }) => scopes.length > 0);
  if (somebody.length === 0 || !holders.every((one) => somebody.includes(one))) return [];
  return usual.filter((scope) => somebody.every(({ groups }) => ask(asked, groups, [scope]) !== undefined));
}

function withRefresh(
  asked: Asked,
  people: readonly Holder[],
  oidcScopes: readonly OidcScope[],
): Pick<Reading, "oidcScopes" | "refresh" | "neverWithRefresh"> {
  const none = { oidcScopes, neverWithRefresh: [] };
  const refreshes = asked.deployment.clients.get(asked.key)!.grantTypes.includes("refresh_token");
  if (!refreshes || !oidcScopes.includes(OPENID)) return none;
  const able = people.filter(({ groups }) => ask(asked, groups, [OPENID]) !== undefined);
  const given = able.map(({ groups }) => ask(asked, groups, [OFFLINE_ACCESS]));
  if (given.length === 0 || given.includes(undefined)) return none;
  const withDevice = able.every(({ groups }) => ask(asked, groups, [OFFLINE_ACCESS, "device_sso"]) !== undefined);
  const never = new Set(
    people.flatMap(({ groups, scopes }) =>
      scopes.filter((scope) => ask(asked, groups, [OFFLINE_ACCESS, scope]) === undefined),
    ),
  );
  return {
    oidcScopes: [...oidcScopes, ...(withDevice ? (["device_sso"] as const) : [])],
    refresh: {
      minutes: Math.min(...given.map((one) => one!.refreshTokenMinutes || Infinity)),
      idleMinutes: Math.min(...given.map((one) => one!.refreshTokenWindowMinutes)),
    },
    neverWithRefresh: [...never],
  };
}

function minutesOf(asked: Asked, people: readonly Holder[], oidcScopes: readonly OidcScope[]): Map<string, number> {
  const shortest = new Map<string, number>();
  const note = (scope: string, granted: Granted | undefined) => {
    if (granted !== undefined) shortest.set(scope, Math.min(granted.tokenMinutes, shortest.get(scope) ?? Infinity));
  };
  for (const { groups, scopes } of people) {
    for (const scope of scopes) note(scope, ask(asked, groups, [scope]));
    if (oidcScopes.length > 0) note(OPENID, ask(asked, groups, [OPENID]));
  }
  return shortest;
}
