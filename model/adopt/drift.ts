/**
 * What an org has otherwise than a plan says, thing by thing. Here stands what changes no decision of the evaluator's, or
 * has no place in one. Who can do more or less is what `differencesOf` says.
 */
import type { Plan, PlanClaim, PlanClient, PlanScope } from "../compile/plan";
import { names } from "../findings";
import { withGroupIds } from "../okta/expressions/groups";
import { ExpressionError } from "../okta/expressions/tokens";
import type { AppTwin, ClientApps } from "./clientApps";
import type { Names } from "./deployment";
import { filledGroups } from "./deployment";
import type { Drift } from "./driftKind";
import { signOnDrift } from "./signOnDrift";
import type { Snapshot, SnapshotApp } from "./snapshot";

/** What is expected, and what the org's things are called in it. */
export interface Expected {
  readonly plan: Plan;
  /** Ids → keys of the file, and names of derived groups. */
  readonly names: Names;
  /** The applications of the clients. */
  readonly apps: ClientApps;
  /** Keys of clients whose application exists already and is left alone. @default none */
  readonly existing?: ReadonlySet<string>;
  /** What a policy of the plan is called in the org. @default as in the plan */
  readonly titleOf?: (policy: string) => string;
  /** Whether others have claims and policies of theirs on the server, whose priorities are theirs to say. @default false */
  readonly isShared?: boolean;
}

/** All of it. */
export function driftOf(snapshot: Snapshot, expected: Expected): Drift[] {
  const { plan, names: called, apps, existing = new Set() } = expected;
  const made = plan.clients.filter(({ key }) => !existing.has(key));
  return [
    ...serverDrift(snapshot),
    ...plan.scopes.flatMap((scope) => scopeDrift(scope, snapshot)),
    ...claimsDrift(snapshot, expected),
    ...made.flatMap((client) => appDrift(client, apps.own.get(client.key))),
    ...plan.clients
      .filter((client) => !made.includes(client))
      .flatMap((client) => existingDrift(client, apps.own.get(client.key))),
    ...apps.twins.map(twinDrift),
    ...made.flatMap((client) => signOnDrift(client, apps.own.get(client.key), snapshot, called)),
    ...groupRuleDrift(snapshot, expected),
    ...policyDrift(snapshot, expected),
  ];
}

function serverDrift({ server }: Snapshot): Drift[] {
  if (server.status === "ACTIVE") return [];
  return [
    {
      rule: "server-status",
      effect: "narrowed",
      where: "the authorization server",
      message: "is inactive: it makes no token at all",
      resource: { type: "okta:auth/server:Server", name: "server" },
      isSeenByRefresh: true,
    },
  ];
}

const SCOPE = "okta:auth/serverScope:ServerScope";

function scopeDrift(scope: PlanScope, { scopes }: Snapshot): Drift[] {
  const found = scopes.find(({ name }) => name === scope.name);
  const add = (rule: string, effect: Drift["effect"], message: string): Drift => ({
    rule,
    effect,
    where: `scopes.${scope.name}`,
    message,
    resource: { type: SCOPE, name: scope.name },
    isSeenByRefresh: true,
  });
  if (found === undefined) return [add("scope-missing", "narrowed", "is not on the server any more")];
  const published = scope.metadataPublish === "ALL_CLIENTS";
  return [
    ...(found.published && !published
      ? [add("scope-published", "widened", "is listed in the public discovery document, and should not be")]
      : []),
    ...(!found.published && published
      ? [add("scope-published", "narrowed", "is not listed in the discovery document, and should be")]
      : []),
    ...(found.default ? [add("scope-default", "widened", "is given to whoever asks for no scope at all")] : []),
    ...(found.consent === scope.consent
      ? []
      : [add("scope-consent", "changed", `has the consent ${found.consent}, and should have ${scope.consent}`)]),
  ];
}

const CLAIM = "okta:auth/serverClaim:ServerClaim";
const TOKENS = { RESOURCE: "access token", IDENTITY: "ID token" } as const;

function claimsDrift({ claims }: Snapshot, { plan, names: called, isShared = false }: Expected): Drift[] {
  const ids = Object.fromEntries([...called.groups].map(([id, key]) => [key, id]));
  const own = claims.filter(({ system }) => !system);
  const expected = plan.claims.flatMap((claim) => {
    const [found, ...twins] = own.filter(({ name, claimType }) => name === claim.name && claimType === claim.claimType);
    return [...claimDrift(claim, found, ids), ...twins.map((twin) => claimTwin(claim, twin))];
  });
  const known = (name: string, type: string) =>
    plan.claims.some((claim) => claim.name === name && claim.claimType === type);
  const more = own
    .filter(({ name, claimType, status }) => status === "ACTIVE" && !known(name, claimType))
    .map(({ name, claimType }): Drift => ({
      rule: "claim-added",
      effect: "widened",
      where: `claim \`${name}\``,
      message: `is in the ${TOKENS[claimType]}, and the file has no such claim`,
      isSeenByRefresh: false,
    }));
  return isShared ? expected : [...expected, ...more];
}

/** Which of two claims of one name a token has, Okta does not say. */
function claimTwin({ name, claimType }: PlanClaim, { id, status }: Snapshot["claims"][number]): Drift {
  return {
    rule: "claim-twin",
    effect: status === "ACTIVE" ? "widened" : "changed",
    where: `claims.${name}`,
    message: `stands a second time on the server, as \`${id}\` for the ${TOKENS[claimType]}: delete the one that is not the stack's`,
    isSeenByRefresh: false,
  };
}

function claimDrift(
  claim: PlanClaim,
  found: Snapshot["claims"][number] | undefined,
  ids: Readonly<Record<string, string>>,
): Drift[] {
  const add = (rule: string, effect: Drift["effect"], message: string, isSeenByRefresh = true): Drift => ({
    rule,
    effect,
    where: `claims.${claim.name}`,
    message,
    // The resource of an ID token's claim has the token in its name.
    resource: { type: CLAIM, name: claim.claimType === "IDENTITY" ? `${claim.name} (ID token)` : claim.name },
    isSeenByRefresh,
  });
  if (found === undefined)
    return [add("claim-missing", "narrowed", `is not in the ${TOKENS[claim.claimType]} any more`)];
  if (found.status !== "ACTIVE") return [add("claim-status", "narrowed", "is inactive")];
  const lost = claim.scopes.filter((scope) => !found.scopes.includes(scope));
  const gained = found.scopes.filter((scope) => !claim.scopes.includes(scope));
  const wanted = claim.valueType === "EXPRESSION" ? filledIn(claim.value, ids) : claim.value;
  const isSame =
    found.valueType === claim.valueType && found.value === wanted && found.groupFilterType === claim.groupFilterType;
  return [
    ...(claim.scopes.length > 0 && found.scopes.length === 0
      ? [
          add(
            "claim-limit",
            "widened",
            `is in every token, and should be released only with ${names(claim.scopes)}`,
            // The provider does not read an empty list back.
            false,
          ),
        ]
      : []),
    ...(found.scopes.length > 0 && claim.scopes.length === 0
      ? [add("claim-limit", "narrowed", `is released only with ${names(found.scopes)}, and should be always`)]
      : []),
    ...(found.scopes.length > 0 && claim.scopes.length > 0 && gained.length > 0
      ? [add("claim-limit", "widened", `is released with ${names(gained)} as well`)]
      : []),
    ...(found.scopes.length > 0 && lost.length > 0
      ? [add("claim-limit", "narrowed", `is no longer released with ${names(lost)}`)]
      : []),
    ...(isSame ? [] : [add("claim-value", "changed", "has another value than the file gives it")]),
  ];
}

/** Where a group is not in the org, the expression cannot be made; that it is missing is said elsewhere. */
function filledIn(expression: string, ids: Readonly<Record<string, string>>): string | undefined {
  try {
    return withGroupIds(expression, ids);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

const APP = "okta:app/oAuth:OAuth";

function appDrift(client: PlanClient, app: SnapshotApp | undefined): Drift[] {
  const add = (rule: string, effect: Drift["effect"], message: string, isSeenByRefresh = true): Drift => ({
    rule,
    effect,
    where: `clients.${client.key}`,
    message,
    resource: { type: APP, name: `${client.key}-app` },
    isSeenByRefresh,
  });
  // The provider ends a refresh with an error where an application is gone.
  if (app === undefined) return [add("app-missing", "narrowed", "has no application in the org any more", false)];
  if (app.status !== "ACTIVE") return [add("app-status", "narrowed", "is inactive: nobody signs in")];
  const more = app.grantTypes.filter((grant) => !client.grantTypes.includes(grant));
  const less = client.grantTypes.filter((grant) => !app.grantTypes.includes(grant));
  const grants = app.oktaApiScopes.filter((scope) => !client.oktaApiScopes.includes(scope));
  return [
    ...(more.length > 0 ? [add("app-grants", "widened", `may use ${names(more)} as well`)] : []),
    ...(less.length > 0 ? [add("app-grants", "narrowed", `may no longer use ${names(less)}`)] : []),
    ...(app.pkceRequired || !client.pkce || app.type === "service"
      ? []
      : [add("app-pkce", "widened", "signs in without PKCE")]),
    ...(app.authMethod === client.tokenEndpointAuthMethod ||
    (app.authMethod === "private_key_jwt" && app.type === "web")
      ? []
      : [add("app-authentication", "changed", `proves itself by \`${app.authMethod}\``)]),
    ...(app.consentMethod === client.consentMethod
      ? []
      : [add("app-consent", "changed", `has the consent method ${app.consentMethod}`)]),
    ...(app.usersAssigned > 0
      ? [add("app-people", "changed", `has ${app.usersAssigned} people assigned by name`, false)]
      : []),
    ...(grants.length > 0
      ? [add("app-okta-api", "widened", `may use ${names(grants)} of Okta's own API as well`)]
      : []),
  ];
}

/** Of an application that is left alone the file says what it must have. */
function existingDrift(client: PlanClient, app: SnapshotApp | undefined): Drift[] {
  const add = (rule: string, message: string): Drift => ({
    rule,
    effect: "narrowed",
    where: `clients.${client.key}`,
    message,
    isSeenByRefresh: false,
  });
  if (app === undefined)
    return [add("app-missing", "has no application in the org: the settings name one that is gone")];
  if (app.status !== "ACTIVE") return [add("app-status", "is inactive: nobody signs in")];
  const less = client.grantTypes.filter((grant) => !app.grantTypes.includes(grant));
  return less.length === 0 ? [] : [add("app-grants", `may no longer use ${names(less)}`)];
}

/** What an `up` leaves behind whose answer was lost, or what somebody has made by hand. */
function twinDrift({ key, app, isUnclear }: AppTwin): Drift {
  const made = app.created === undefined ? "" : `, made ${app.created}`;
  const whose = isUnclear ? ", and nothing in the org tells which of the two is the stack's" : "";
  return {
    rule: "app-twin",
    effect: "changed",
    where: `clients.${key}`,
    message: `has a second application of its label, \`${app.clientId}\`${made}${whose}: delete it in Okta once you know that nobody uses it`,
    isSeenByRefresh: false,
  };
}

function groupRuleDrift(snapshot: Snapshot, { plan, names: called }: Expected): Drift[] {
  const idOf = new Map([...called.groups].map(([id, key]) => [key, id]));
  const filled = filledGroups(snapshot);
  return plan.groupRules.flatMap(({ group, allOf }): Drift[] => {
    const id = idOf.get(group);
    const rules = snapshot.groupRules.filter(({ groups }) => id !== undefined && groups.includes(id));
    const isRight = filled.some(
      (one) =>
        one.group === id &&
        one.allOf.length === allOf.length &&
        allOf.every((key) => one.allOf.includes(idOf.get(key)!)),
    );
    if (isRight && rules.length === 1) return [];
    const paused = rules.find(({ status }) => status !== "ACTIVE");
    const message =
      id === undefined
        ? "is not in the org any more"
        : rules.length === 0
          ? "is filled by no group rule any more"
          : paused !== undefined
            ? `is not filled: its group rule \`${paused.name}\` is ${paused.status.toLowerCase()}`
            : isRight
              ? "is filled by a second group rule"
              : `is filled by another expression than membership in ${names(allOf)}`;
    const effect = isRight || (paused === undefined && rules.length > 0) ? "widened" : "narrowed";
    const resource = { type: "okta:group/rule:Rule", name: group };
    return [
      { rule: "group-rule", effect, where: `derived group \`${group}\``, message, resource, isSeenByRefresh: true },
    ];
  });
}

const POLICY = "okta:auth/serverPolicy:ServerPolicy";
const RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";

/** Order, hooks and people: who can do more or less for them is not said here. */
function policyDrift({ policies }: Snapshot, { plan, titleOf = (name) => name, isShared = false }: Expected): Drift[] {
  const found: Drift[] = [];
  for (const policy of policies.filter(({ status }) => status === "ACTIVE")) {
    const planned = plan.policies.find(({ name }) => titleOf(name) === policy.name);
    const at = `policy \`${policy.name}\``;
    if (planned === undefined && isShared) continue;
    const seen = { resource: { type: POLICY, name: planned?.name ?? policy.name }, isSeenByRefresh: true };
    if (planned === undefined) {
      found.push({
        rule: "policy-added",
        effect: "changed",
        where: at,
        message: "is none of the file's",
        isSeenByRefresh: false,
      });
    } else if (!isShared && planned.priority !== policy.priority) {
      const message = `stands at ${policy.priority}, and should at ${planned.priority}`;
      found.push({ rule: "policy-priority", effect: "changed", where: at, message, ...seen });
    }
    for (const rule of policy.rules.filter(({ status }) => status === "ACTIVE")) {
      const wanted = planned?.rules.find(({ name }) => name === rule.name);
      const where = `${at}, rule \`${rule.name}\``;
      const known = {
        resource: { type: RULE, name: `${planned?.name ?? policy.name}: ${rule.name}` },
        isSeenByRefresh: true,
      };
      if (planned !== undefined && wanted === undefined)
        found.push({
          rule: "rule-added",
          effect: "changed",
          where,
          message: "is none of the file's",
          isSeenByRefresh: false,
        });
      if (wanted !== undefined && wanted.priority !== rule.priority) {
        const message = `stands at ${rule.priority}, and should at ${wanted.priority}`;
        found.push({ rule: "rule-priority", effect: "changed", where, message, ...known });
      }
      if (rule.users.length > 0)
        found.push({
          rule: "rule-people",
          effect: "widened",
          where,
          message: `names ${rule.users.length} people one by one`,
          ...known,
        });
      if (rule.inlineHookId !== undefined) {
        const message = `calls the inline hook \`${rule.inlineHookId}\`, which may change every token of it`;
        found.push({ rule: "rule-hook", effect: "changed", where, message, ...known });
      }
    }
  }
  const there = (name: string, ruleName?: string) =>
    policies.some(
      (policy) =>
        policy.name === titleOf(name) &&
        policy.status === "ACTIVE" &&
        (ruleName === undefined || policy.rules.some((rule) => rule.name === ruleName && rule.status === "ACTIVE")),
    );
  for (const { name, rules } of plan.policies) {
    if (!there(name)) {
      const resource = { type: POLICY, name };
      const where = `policy \`${titleOf(name)}\``;
      found.push({
        rule: "policy-missing",
        effect: "narrowed",
        where,
        message: "is gone or inactive",
        resource,
        isSeenByRefresh: true,
      });
      continue;
    }
    for (const rule of rules.filter((one) => !there(name, one.name))) {
      const resource = { type: RULE, name: `${name}: ${rule.name}` };
      const where = `policy \`${titleOf(name)}\`, rule \`${rule.name}\``;
      found.push({
        rule: "rule-missing",
        effect: "narrowed",
        where,
        message: "is gone or inactive",
        resource,
        isSeenByRefresh: true,
      });
    }
  }
  return found;
}
