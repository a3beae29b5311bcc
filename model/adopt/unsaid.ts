/** What stands in an org and cannot stand in an access file: where, why, what it gives today, and what becomes of it. */
import { names } from "../findings";
import { ALL_CLIENTS, ANY_SCOPE } from "../evaluate/types";
import { authenticationOf, CLIENT_TYPES } from "../okta/clientTypes";
import { GRANTS, REFRESH_TOKEN_GRANT } from "../okta/grants";
import type { Adopted } from "./adopt";
import { evaluate } from "../evaluate/evaluate";
import { isOidcScope, OPENID } from "../okta/oidcScopes";
import { filledGroups, groupsOfPerson } from "./deployment";
import { typeOf } from "./readings";
import { isEveryone, type Snapshot, type SnapshotApp, type SnapshotPolicy, type SnapshotRule } from "./snapshot";
import { labelsOf, ruleToday } from "./today";

/** One thing that could not be said. */
export interface Unsaid {
  readonly where: string;
  readonly why: string;
  /** The effective access of it today. */
  readonly today?: string;
  /** What the first `up` makes of it. */
  readonly then: string;
}

/** All of it, what changes most first. */
export function unsaid(snapshot: Snapshot, adopted: Adopted): Unsaid[] {
  return [
    ...snapshot.policies.flatMap((policy) => policyUnsaid(snapshot, policy, adopted)),
    ...snapshot.apps.flatMap((app) => appUnsaid(snapshot, app, adopted)),
    ...claimsUnsaid(adopted),
    ...scopesUnsaid(snapshot),
    ...serverUnsaid(snapshot),
    ...adopted.leftOut.map(({ path, why }) => ({ where: `\`${path}\``, why, then: "it is not in the file" })),
    ...snapshot.notRead.map((what) => ({
      where: what,
      why: "could not be read with these credentials",
      then: "nothing is concluded from it: look at it yourself",
    })),
  ];
}

function policyUnsaid(snapshot: Snapshot, policy: SnapshotPolicy, adopted: Adopted): Unsaid[] {
  if (policy.status !== "ACTIVE") {
    const then = "it is left alone, and not in the import file: delete it, or it can be activated again by hand";
    return [{ where: `policy \`${policy.name}\``, why: "it is inactive and decides nothing", then }];
  }
  return [
    ...(policy.clients.includes(ALL_CLIENTS)
      ? [
          {
            where: `policy \`${policy.name}\``,
            why: "a file names its clients, and has no word for all of them",
            then: "the file has the applications that were found; those to come get nothing until somebody writes them down",
          },
        ]
      : []),
    ...policy.rules.flatMap((rule) => ruleUnsaid(snapshot, policy, rule, adopted)),
  ];
}

function ruleUnsaid(snapshot: Snapshot, policy: SnapshotPolicy, rule: SnapshotRule, adopted: Adopted): Unsaid[] {
  const where = `policy \`${policy.name}\`, rule \`${rule.name}\``;
  if (rule.status !== "ACTIVE")
    return [{ where, why: "it is inactive and decides nothing", then: "it is left alone with its policy" }];
  const found: Unsaid[] = [];
  const today = ruleToday(snapshot, policy, rule);
  const add = (why: string, then: string) => found.push({ where, why, today, then });
  if (rule.scopes.includes(ANY_SCOPE))
    add("a file names its scopes, and has no word for all of them", "the file has the scopes of today");
  const everyone = snapshot.groups.find(isEveryone)?.id;
  if (rule.groups.some((id) => id === "EVERYONE" || id === everyone))
    add(
      "a file gives scopes to groups that are named, and never to everybody",
      "the groups that are assigned to the application hold them; whoever is assigned as one of `Everyone`, or by name, holds nothing",
    );
  if (rule.users.length > 0)
    add("a file knows groups, and no people", "these people have what their groups have: put them into one");
  const filled = new Set(filledGroups(snapshot).map(({ group }) => group));
  const byHand = snapshot.groupRules.filter(
    ({ status, groups }) => status === "ACTIVE" && groups.some((id) => rule.groups.includes(id) && !filled.has(id)),
  );
  if (byHand.length > 0)
    add(
      `${names(byHand.map(({ name }) => name))} fills a group of it by more than membership in other groups`,
      "the group is one that exists; the group rule is left alone",
    );
  const known = new Set(Object.values(GRANTS).map(({ okta }) => okta));
  const grants = rule.grantTypes.filter((grant) => !known.has(grant));
  if (grants.length > 0)
    add(`a file has no ${names(grants)}`, "these grants are taken off the rule and the applications");
  if (rule.inlineHookId !== undefined)
    add(
      `it calls the inline hook \`${rule.inlineHookId}\`, of which a file knows nothing`,
      "the hook is taken off: look at what it changes or refuses before the first `up`",
    );
  if (rule.excluded.length > 0)
    add("a file leaves nobody out", "whoever it was meant to leave out is treated as all others in the group");
  if (found.length === 0 && losesSomething(adopted, rule))
    add(
      "a file gives scopes to groups and to unions of what they hold, and this rule gives others",
      "what is lost stands under what the file narrows",
    );
  return found;
}

/** Whether the file takes away something that this rule decides today. */
function losesSomething({ today, changes }: Adopted, { id }: SnapshotRule): boolean {
  return changes.some(({ kind, client, grant, groups, scopes }) => {
    const asking = today.clients.get(client);
    if (kind !== "narrowed" || asking === undefined) return false;
    const user = groups.length === 0 ? null : { id: "somebody", groups: groupsOfPerson(today, groups) };
    const whole = scopes.some(isOidcScope) ? [OPENID, ...scopes] : scopes;
    const decision = evaluate(today.server, { client: asking, grantType: grant, user, scopes: whole });
    return decision.decision === "granted" && decision.rule.ruleId === id;
  });
}

function appUnsaid(snapshot: Snapshot, app: SnapshotApp, { file, clientKeys }: Adopted): Unsaid[] {
  const where = `application \`${app.label}\``;
  const key = clientKeys.get(app.clientId);
  const entry = key === undefined ? undefined : file.clients[key];
  if (entry === undefined) {
    const why =
      app.status === "ACTIVE"
        ? "it can get no custom scope in a way that a file can say, or was not asked for"
        : "it is inactive";
    return [{ where, why, then: "it is left alone; rules of policies that are taken over no longer name it" }];
  }
  const type = CLIENT_TYPES[typeOf(app)];
  const found: Unsaid[] = [];
  const add = (why: string, then: string) => found.push({ where, why, then });
  const grants = (entry.grants ?? type.defaultGrants).map((grant) => GRANTS[grant].okta);
  const refreshes = entry.refreshTokens ? [REFRESH_TOKEN_GRANT] : [];
  const lost = app.grantTypes.filter((grant) => ![...grants, ...refreshes].includes(grant));
  if (lost.length > 0) add(`of its grants a file cannot say ${names(lost)} with these rules`, "they are taken off it");
  if (app.usersAssigned > 0)
    add(
      `${app.usersAssigned} people or more are assigned by name`,
      "they stay assigned, and sign in as far as the rules for their groups let them",
    );
  const filled = new Map(filledGroups(snapshot).map(({ group, allOf }) => [group, allOf]));
  const derived = app.groups.filter((id) => filled.has(id));
  if (derived.length > 0)
    add(
      `${names(derived.map(labelsOf(snapshot).group))}, which a group rule fills, is assigned to it`,
      "the assignment is left alone",
    );
  const method = authenticationOf(entry);
  if (app.authMethod !== method)
    add(
      `it proves itself by \`${app.authMethod}\`, and the file's client by \`${method}\``,
      "it is changed: see that the application can do so before the first `up`",
    );
  const { issuerMode } = snapshot.server;
  if (app.issuerMode !== issuerMode)
    add(
      `its own issuer mode is \`${app.issuerMode}\`, and a stack has one mode for its server and its applications`,
      `it becomes \`${issuerMode}\`: ID tokens of the org's own server then name another issuer`,
    );
  return found;
}

function claimsUnsaid({ lostClaims }: Adopted): Unsaid[] {
  return lostClaims.map(({ claim, why }) => ({
    where: `claim \`${claim.name}\` (${claim.claimType === "RESOURCE" ? "access" : "ID"} token)`,
    why,
    then: "it is left alone beside the file's own claim: look at it before the first `up`",
  }));
}

function scopesUnsaid({ scopes }: Snapshot): Unsaid[] {
  return scopes
    .filter(({ system, optional }) => !system && optional)
    .map(({ name }) => ({
      where: `scope \`${name}\``,
      why: "a file has no consent that may be skipped",
      then: "the scope is no longer optional",
    }));
}

function serverUnsaid({ server }: Snapshot): Unsaid[] {
  const { audiences, keyRotation } = server;
  const where = `server \`${server.name}\``;
  return [
    ...(audiences.length === 1
      ? []
      : [
          {
            where,
            why: "a server has one audience in a file",
            then: `tokens are for ${names(audiences.slice(0, 1))} alone`,
          },
        ]),
    ...(keyRotation === "AUTO"
      ? []
      : [
          {
            where,
            why: "its keys are changed by hand today, and a stack leaves that to Okta",
            then: "Okta changes them from then on: see first that no API has a key written down",
          },
        ]),
  ];
}
