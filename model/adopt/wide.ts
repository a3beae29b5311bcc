/** What is wider today than anybody is likely to want: the first page of a report on a server. */
import { names } from "../findings";
import { ALL_CLIENTS, ANY_SCOPE } from "../evaluate/types";
import { evaluate } from "../evaluate/evaluate";
import { findGrant } from "../okta/grants";
import { isOidcScope, OFFLINE_ACCESS } from "../okta/oidcScopes";
import { showsGroup } from "../okta/groupFilter";
import { groupsOfPerson, type Deployment } from "./deployment";
import { entriesOf, type Entry } from "./entries";
import { isEveryone, type Snapshot, type SnapshotPolicy, type SnapshotRule } from "./snapshot";
import { peopleToday } from "./today";

/** One thing to look at. */
export interface TooWide {
  /** A stable name of what was looked for. */
  readonly rule: string;
  /** Where it stands in the org. */
  readonly where: string;
  /** What it means, and for whom. */
  readonly message: string;
}

/** Grants that give a token to whoever sees the address bar or types a password into somebody's page (RFC 9700). */
const GRANTS_OF_THE_PAST: readonly string[] = ["implicit", "password"];

/** An access token cannot be called back, so that an hour is much for one that can do anything. */
const TOKEN_MINUTES_LONG = 60;

/** A quarter of a year, in minutes. */
const REFRESH_MINUTES_LONG = 129_600;

/** A group that nobody has made: a filter that shows it shows every group. */
const ANY_GROUP = "q7 any group whatever 7q";

/** Everything, in the order of the org. `today` has the snapshot's own ids. */
export function tooWide(snapshot: Snapshot, today: Deployment): TooWide[] {
  const entries = rememberedEntries(today);
  const rules = snapshot.policies
    .filter(({ status }) => status === "ACTIVE")
    .flatMap((policy) => policy.rules.filter(({ status }) => status === "ACTIVE").map((rule) => ({ policy, rule })));
  return [
    ...snapshot.policies.filter(({ status }) => status === "ACTIVE").flatMap((policy) => wideClients(snapshot, policy)),
    ...rules.flatMap(({ policy, rule }) => [
      ...wideRule(snapshot, policy, rule),
      ...(firesEver(today, entries, policy, rule) ? [] : [never(policy, rule)]),
    ]),
    ...wideApps(snapshot),
    ...wideScopes(snapshot, today, entries),
    ...wideClaims(snapshot),
  ];
}

type Entries = (client: string, grantType: string) => readonly Entry[];

/** Each client is asked about for every rule. */
function rememberedEntries(today: Deployment): Entries {
  const known = new Map<string, readonly Entry[]>();
  return (client, grantType) => {
    const key = JSON.stringify([client, grantType]);
    const found = known.get(key) ?? entriesOf(today, client, grantType);
    known.set(key, found);
    return found;
  };
}

const placeOf = (policy: SnapshotPolicy, rule?: SnapshotRule) =>
  rule === undefined ? `policy \`${policy.name}\`` : `policy \`${policy.name}\`, rule \`${rule.name}\``;

function wideClients({ apps }: Snapshot, policy: SnapshotPolicy): TooWide[] {
  if (!policy.clients.includes(ALL_CLIENTS)) return [];
  const all = names(apps.map(({ label }) => label));
  const message = `is for ALL_CLIENTS: every application of the org, those to come among them (known here: ${all})`;
  return [{ rule: "all-clients", where: placeOf(policy), message }];
}

function wideRule(snapshot: Snapshot, policy: SnapshotPolicy, rule: SnapshotRule): TooWide[] {
  const found: TooWide[] = [];
  const add = (name: string, message: string) => found.push({ rule: name, where: placeOf(policy, rule), message });
  const custom = snapshot.scopes.filter(({ system }) => !system).map(({ name }) => name);
  const given = rule.scopes.filter((scope) => !isOidcScope(scope));
  const who = peopleToday(snapshot, rule);
  if (rule.scopes.includes(ANY_SCOPE))
    add("any-scope", `gives \`*\` to ${who}: ${names(custom)}, and every scope to come`);
  if (given.length > 0 && who.startsWith("everybody"))
    add("everyone", `gives ${names(given)} to ${who}, whatever group they are in`);
  const past = rule.grantTypes.filter((grant) => GRANTS_OF_THE_PAST.includes(grant));
  if (past.length > 0) add("old-grant", `allows ${names(past)}, which should be gone (RFC 9700)`);
  if (rule.users.length > 0)
    add("people", `names ${rule.users.length} people one by one: nobody takes them out when they move on`);
  if (rule.accessTokenMinutes > TOKEN_MINUTES_LONG)
    add("long-token", `gives access tokens for ${rule.accessTokenMinutes} minutes, which nothing calls back`);
  const refreshes = rule.scopes.some((scope) => scope === OFFLINE_ACCESS || scope === ANY_SCOPE);
  if (refreshes && rule.refreshTokenMinutes === 0)
    add(
      "endless-refresh",
      "gives refresh tokens without an end: a scope outlives its group for as long as they are used",
    );
  else if (refreshes && rule.refreshTokenMinutes > REFRESH_MINUTES_LONG)
    add("long-refresh", `gives refresh tokens for ${Math.round(rule.refreshTokenMinutes / 1_440)} days`);
  if (rule.excluded.length > 0)
    add(
      "excluded",
      `says that it leaves out ${rule.excluded.length} people or groups, which Okta does not promise to do`,
    );
  return found;
}

function never(policy: SnapshotPolicy, rule: SnapshotRule): TooWide {
  const message =
    "never decides anything: the rules before it cover all of it, or no application, group or grant that it names can ask";
  return { rule: "never-fires", where: placeOf(policy, rule), message };
}

/** Whoever is in no more groups than a rule names, and asks for all that it gives, is served by it or it serves nobody. */
function firesEver(today: Deployment, entries: Entries, policy: SnapshotPolicy, rule: SnapshotRule): boolean {
  if (rule.users.length > 0) return true;
  return [...today.clients.values()].some((client) =>
    rule.grantTypes.some((grantType) => {
      if (!client.grantTypes.includes(grantType)) return false;
      const hasUser = findGrant(grantType)?.user ?? true;
      const mine = entries(client.id, grantType).filter((entry) => entry.rule.id === rule.id);
      return mine.some(({ allOf, scopes }) =>
        (hasUser ? client.assignedGroups : [""]).some((group) => {
          const groups = groupsOfPerson(today, [...new Set([...allOf, group])]);
          const user = hasUser ? { id: "somebody", groups } : null;
          const decision = evaluate(today.server, { client, grantType, user, scopes });
          return (
            decision.decision === "granted" && decision.rule.ruleId === rule.id && decision.rule.policyId === policy.id
          );
        }),
      );
    }),
  );
}

function wideApps(snapshot: Snapshot): TooWide[] {
  const everyone = snapshot.groups.find(isEveryone)?.id;
  return snapshot.apps
    .filter(({ status }) => status === "ACTIVE")
    .flatMap((app): TooWide[] => {
      const where = `application \`${app.label}\``;
      const past = app.grantTypes.filter((grant) => GRANTS_OF_THE_PAST.includes(grant));
      return [
        ...(everyone !== undefined && app.groups.includes(everyone)
          ? [
              {
                rule: "assigned-to-everyone",
                where,
                message: "is assigned to `Everyone`: every user of the org signs in",
              },
            ]
          : []),
        ...(past.length === 0
          ? []
          : [{ rule: "old-grant", where, message: `allows ${names(past)}, which should be gone (RFC 9700)` }]),
        ...(app.type !== "service" && app.grantTypes.includes("authorization_code") && !app.pkceRequired
          ? [{ rule: "no-pkce", where, message: "signs in without PKCE (RFC 9700 section 2.1.1)" }]
          : []),
      ];
    });
}

function wideScopes(snapshot: Snapshot, today: Deployment, entries: Entries): TooWide[] {
  const given = new Set(
    [...today.clients.values()].flatMap((client) =>
      client.grantTypes.flatMap((grant) => entries(client.id, grant).flatMap(({ scopes }) => scopes)),
    ),
  );
  return snapshot.scopes
    .filter(({ system }) => !system)
    .flatMap(({ name, default: isDefault }): TooWide[] => [
      ...(given.has(name)
        ? []
        : [{ rule: "unused-scope", where: `scope \`${name}\``, message: "is given by no rule: nobody can have it" }]),
      ...(isDefault
        ? [
            {
              rule: "default-scope",
              where: `scope \`${name}\``,
              message: "is given to whoever asks for no scope at all",
            },
          ]
        : []),
    ]);
}

function wideClaims({ claims }: Snapshot): TooWide[] {
  return claims
    .filter(({ system, status, valueType }) => !system && status === "ACTIVE" && valueType === "GROUPS")
    .filter((claim) => showsAll(claim.groupFilterType ?? "STARTS_WITH", claim.value))
    .map(({ name, scopes }) => ({
      rule: "all-groups",
      where: `claim \`${name}\``,
      message: `tells the names of all of a person's groups to ${scopes.length === 0 ? "every application" : `whoever has ${names(scopes)}`}; beyond 100 groups Okta makes no token at all`,
    }));
}

function showsAll(filter: NonNullable<Snapshot["claims"][number]["groupFilterType"]>, pattern: string): boolean {
  try {
    return showsGroup({ filter, pattern }, ANY_GROUP);
  } catch {
    return false;
  }
}
