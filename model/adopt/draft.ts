/** The access file that readings of an org's applications come to, in one of several ways to say what is held together. */
import { compare } from "../findings";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { OPENID } from "../okta/oidcScopes";
import type { AccessInput } from "../file/schema";
import { OIDC_ONLY_TOKEN_MINUTES, REFRESH_TOKEN_DAYS_MAX, TOKEN_MINUTES, type Sensitivity } from "../file/sensitivity";
import type { Joint, Reading } from "./readings";
import { isEveryone, type Snapshot } from "./snapshot";

/** How a file says which scopes of several groups may be asked for together. */
export interface Together {
  /** Whether it lists the groups in which people are together. */
  readonly occurring: boolean;
  /** Whether each client lists the scopes that it asks for together. */
  readonly requests: boolean;
}

/** The plainest first: the first that is exact is taken. */
export const WAYS_TOGETHER: readonly Together[] = [
  { occurring: false, requests: false },
  { occurring: true, requests: false },
  { occurring: false, requests: true },
  { occurring: true, requests: true },
];

/** What does not change with the way. */
export interface DraftSource {
  readonly snapshot: Snapshot;
  readonly product: string;
  readonly readings: readonly Reading[];
  /** Group id → key, of the groups that the file may name. */
  readonly groupKeys: ReadonlyMap<string, string>;
  readonly claims: AccessInput["claims"];
}

/** More derived groups than these are no choice of a person's. */
const LIMIT_MAX = 1_000;

/** A demand for a step-up is how a file says that a scope is never given with a refresh token; this one asks for the least. */
const NEVER_WITH_REFRESH = { acr: "urn:okta:loa:1fa:any", maxAge: 86_400 } as const;

const MINUTES_A_DAY = 1_440;

/** Writes the file. It may have entries that nobody can use; whoever takes it looks for them. */
export function draft(source: DraftSource, way: Together): AccessInput {
  const { snapshot, product, claims } = source;
  const held = heldByGroup(source.readings);
  const readings = source.readings.map((reading) => ({ ...reading, joint: sayable(reading, held) }));
  const groups = groupsOf({ ...source, readings }, held);
  // A group that gives nothing by itself and is assigned to nothing is not in the file.
  const joint = readings
    .flatMap((reading) => reading.joint)
    .filter(({ allOf }) => allOf.every((key) => Object.hasOwn(groups, key)));
  return {
    product,
    audience: snapshot.server.audiences[0]!,
    scopes: scopesOf(snapshot, readings),
    groups,
    clients: Object.fromEntries(readings.map((reading) => [reading.key, clientOf(reading, readings, way)])),
    ...(claims !== undefined && Object.keys(claims).length > 0 ? { claims } : {}),
    ...combinationsOf(joint, way),
    naming: { level: "off" },
  };
}

/** What a group holds anywhere; what a joint rule has beyond its groups is that of those which only add to others. */
function heldByGroup(readings: readonly Reading[]): Map<string, Set<string>> {
  const held = new Map<string, Set<string>>();
  const add = (group: string, scopes: readonly string[]) => {
    const mine = held.get(group) ?? new Set();
    for (const scope of scopes) mine.add(scope);
    held.set(group, mine);
  };
  for (const { holds } of readings) for (const [group, scopes] of holds) if (group !== "") add(group, scopes);
  for (const { joint, assigned } of readings) {
    for (const { allOf, scopes } of [...joint].sort((a, b) => a.allOf.length - b.allOf.length)) {
      const missing = scopes.filter((scope) => !allOf.some((group) => held.get(group)?.has(scope)));
      const [stranger, ...others] = allOf.filter((group) => !assigned.includes(group));
      if (missing.length > 0 && stranger !== undefined && others.length === 0) add(stranger, missing);
    }
  }
  return held;
}

/**
 * What a file can say of joint holdings. In a file several groups have together what each of them has by itself: scopes that
 * none of them has are left out. A joint set within what one group holds says nothing more, and is left out as well.
 */
function sayable({ joint, holds }: Reading, held: ReadonlyMap<string, ReadonlySet<string>>): Joint[] {
  return joint
    .map(({ allOf, scopes }) => ({
      allOf,
      scopes: scopes.filter((scope) => allOf.some((group) => held.get(group)?.has(scope))),
    }))
    .filter(({ allOf, scopes }) => {
      const single = allOf.map((group) => holds.get(group) ?? []);
      return scopes.length > 1 && !single.some((own) => scopes.every((scope) => own.includes(scope)));
    });
}

function scopesOf({ scopes }: Snapshot, readings: readonly Reading[]): AccessInput["scopes"] {
  const guarded = new Set(readings.flatMap(({ neverWithRefresh }) => neverWithRefresh));
  const own = scopes
    .filter(({ system, name }) => !system && name !== "__proto__")
    .sort((a, b) => compare(a.name, b.name));
  return Object.fromEntries(
    own.map((scope) => {
      const sensitivity: Sensitivity = scope.published ? "low" : "medium";
      const description = shortened(scope.description) ?? scope.name;
      const displayName = shortened(scope.displayName);
      const minutes = longest(readings, scope.name) ?? TOKEN_MINUTES[sensitivity];
      return [
        scope.name,
        {
          description,
          ...(displayName === undefined || displayName === description ? {} : { displayName }),
          ...(sensitivity === "low" ? {} : { sensitivity }),
          ...(scope.consent === "IMPLICIT" ? {} : { consent: scope.consent }),
          ...(minutes === TOKEN_MINUTES[sensitivity] ? {} : { tokenMinutes: minutes }),
          ...(scope.default ? { default: true } : {}),
          ...(guarded.has(scope.name) ? { stepUp: NEVER_WITH_REFRESH } : {}),
        },
      ];
    }),
  );
}

/** Texts of an org may be longer than those of a file, or blank. */
function shortened(text: string | undefined): string | undefined {
  const plain = (text ?? "").trim().slice(0, 255).trim();
  return plain === "" ? undefined : plain;
}

/** The lifetime that the scope has where no client cuts it short. */
function longest(readings: readonly Reading[], scope: string): number | undefined {
  const all = readings.flatMap(({ minutes }) => minutes.get(scope) ?? []);
  return all.length === 0 ? undefined : Math.max(...all);
}

function groupsOf({ snapshot, readings, groupKeys }: DraftSource, held: ReadonlyMap<string, ReadonlySet<string>>) {
  const used = new Set([...held.keys(), ...readings.flatMap(({ assigned }) => assigned)]);
  const groups = snapshot.groups.flatMap((group) => {
    const key = groupKeys.get(group.id);
    return key === undefined || !used.has(key) ? [] : [{ key, group }];
  });
  return Object.fromEntries(
    groups
      .sort((a, b) => compare(a.key, b.key))
      .map(({ key, group }) => [
        key,
        {
          ...(group.name === key ? {} : { name: group.name }),
          scopes: isEveryone(group) ? [] : [...(held.get(key) ?? [])].sort(compare),
        },
      ]),
  );
}

function clientOf(reading: Reading, all: readonly Reading[], way: Together): AccessInput["clients"][string] {
  const { app, type, grants, assigned, holds, joint, oidcScopes } = reading;
  const { defaultGrants, hasUsers } = CLIENT_TYPES[type];
  const scopes = [...new Set([...[...holds.values()].flat(), ...joint.flatMap((one) => one.scopes)])].sort(compare);
  const tokenMinutes = ownMinutes(reading, all);
  const common = {
    type,
    scopes,
    ...(grants.join() === defaultGrants.join() ? {} : { grants: [...grants] }),
    ...(tokenMinutes === undefined ? {} : { tokenMinutes }),
    ...(app.oktaApiScopes.length === 0 ? {} : { oktaApiScopes: [...app.oktaApiScopes].sort(compare) }),
  };
  const requests = requestsOf(reading, way);
  if (!hasUsers)
    return {
      ...common,
      ...(app.authMethod.startsWith("client_secret") ? { auth: "client_secret" as const } : {}),
      ...(requests === undefined ? {} : { requests }),
    };
  const refreshTokens = refreshOf(reading);
  return {
    ...common,
    oidcScopes: [...oidcScopes],
    assignedTo: [...assigned].sort(compare),
    ...(refreshTokens === undefined ? {} : { refreshTokens }),
    ...(requests === undefined ? {} : { requests }),
    ...(type === "web" && !app.pkceRequired ? { pkce: false } : {}),
    ...(app.loginUri?.startsWith("https:") ? { loginUri: app.loginUri } : {}),
    ...(app.signOnPolicyId === undefined ? {} : { signOn: { policyId: app.signOnPolicyId } }),
  };
}

/** The most minutes of all tokens of the client, where they say more than its scopes do. */
function ownMinutes({ minutes, oidcScopes }: Reading, all: readonly Reading[]): number | undefined {
  if (minutes.size === 0) return undefined;
  const own = Math.max(
    ...[...minutes].map(([scope, each]) => (scope === OPENID ? Math.min(each, OIDC_ONLY_TOKEN_MINUTES) : each)),
  );
  const cuts = [...minutes.keys()].some((scope) => scope !== OPENID && (longest(all, scope) ?? 0) > own);
  return cuts || (oidcScopes.length > 0 && own < OIDC_ONLY_TOKEN_MINUTES) ? own : undefined;
}

/** In whole days, never longer than today. */
function refreshOf({ refresh }: Reading): { days: number; idleDays: number } | undefined {
  if (refresh === undefined) return undefined;
  const days = Math.min(Math.floor(refresh.minutes / MINUTES_A_DAY), REFRESH_TOKEN_DAYS_MAX);
  const idleDays = Math.min(Math.floor(refresh.idleMinutes / MINUTES_A_DAY), days);
  return days < 1 || idleDays < 1 ? undefined : { days, idleDays };
}

/** Without a rule for the members of several groups, nothing is asked for together that no single group holds. */
function requestsOf({ holds, joint }: Reading, { requests }: Together): AccessInput["clients"][string]["requests"] {
  const sets = [...holds].flatMap(([group, scopes]) => (group === "" ? [] : [scopes]));
  if (joint.length === 0) return isChain(sets) ? undefined : "one-group";
  return requests ? largestOf(joint.map(({ scopes }) => [...scopes].sort(compare))) : undefined;
}

/** Whether of any two sets one lies within the other: then no two add anything to each other. */
function isChain(sets: readonly (readonly string[])[]): boolean {
  const sorted = [...sets].sort((a, b) => a.length - b.length);
  return sorted.slice(1).every((set, index) => sorted[index]!.every((scope) => set.includes(scope)));
}

function largestOf(sets: readonly string[][]): string[][] {
  const unique = [...new Map(sets.map((set) => [set.join(" "), set])).values()];
  const lies = (a: readonly string[], b: readonly string[]) => a.every((item) => b.includes(item));
  return unique
    .filter((set) => !unique.some((other) => other !== set && lies(set, other)))
    .sort((a, b) => compare(a.join(" "), b.join(" ")));
}

function combinationsOf(joint: readonly Joint[], { occurring }: Together): Pick<AccessInput, "combinations"> {
  if (joint.length === 0) return {};
  const lists = largestOf(joint.map(({ allOf }) => [...allOf].sort(compare)));
  return { combinations: { limit: LIMIT_MAX, ...(occurring ? { occurring: lists } : {}) } };
}
