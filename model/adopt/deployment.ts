/** An authorization server with whoever can ask it, as the evaluator reads it: of a compiled plan, or as it stands in an org. */
import { isDerived, type Plan } from "../compile/plan";
import { clientFromPlan, serverFromPlan } from "../evaluate/fromPlan";
import { EVERYONE, type AuthorizationServer, type RequestClient, type ServerRule } from "../evaluate/types";
import { parseExpression, type Expression } from "../okta/expressions/parse";
import { groupReferences } from "../okta/expressions/groups";
import { ExpressionError } from "../okta/expressions/tokens";
import { isEveryone, type Snapshot } from "./snapshot";

/** A group that a rule fills with the members of all of several groups. */
export interface FilledGroup {
  readonly group: string;
  readonly allOf: readonly string[];
}

/** What decides about every request. Clients and groups have whichever names the caller uses for both sides of a comparison. */
export interface Deployment {
  readonly server: AuthorizationServer;
  readonly clients: ReadonlyMap<string, RequestClient>;
  readonly filled: readonly FilledGroup[];
  /** The name of the group in which everybody is, where the org's own is known. */
  readonly everyone?: string;
}

/** A compiled plan, as if it were deployed. */
export function deploymentOfPlan(plan: Plan): Deployment {
  return {
    server: serverFromPlan(plan),
    clients: new Map(plan.clients.map(({ key }) => [key, clientFromPlan(plan, key)])),
    filled: plan.groups.filter(isDerived).map(({ name, allOf }) => ({ group: name, allOf })),
  };
}

/** How a snapshot's ids are called. What has no name here keeps its id. */
export interface Names {
  /** Client id → name. */
  readonly clients: ReadonlyMap<string, string>;
  /** Group id → name. */
  readonly groups: ReadonlyMap<string, string>;
}

/** The snapshot as the evaluator reads it. A person counts as in the groups that are asked about, and in those that rules fill from them. */
export function deploymentOfSnapshot(snapshot: Snapshot, names: Names): Deployment {
  const client = (id: string) => names.clients.get(id) ?? id;
  const everyone = snapshot.groups.find(isEveryone)?.id;
  const group = (id: string) => names.groups.get(id) ?? id;
  const ofRule = (id: string) => (id === everyone ? EVERYONE : group(id));
  const apps = snapshot.apps.map((app): [string, RequestClient] => [
    client(app.clientId),
    {
      id: client(app.clientId),
      status: app.status,
      applicationType: app.type,
      grantTypes: app.grantTypes,
      consentMethod: app.consentMethod,
      assignedUsers: [],
      assignedGroups: app.groups.map(group),
    },
  ]);
  return {
    server: {
      scopes: snapshot.scopes.map(({ name, consent, default: isDefault }) => ({ name, consent, default: isDefault })),
      claims: snapshot.claims.filter(({ system }) => !system),
      policies: snapshot.policies.map((policy) => ({
        ...policy,
        clients: policy.clients.map(client),
        rules: policy.rules.map((rule): ServerRule => ({ ...rule, groups: rule.groups.map(ofRule) })),
      })),
    },
    clients: new Map(apps),
    filled: filledGroups(snapshot).map(({ group: filled, allOf }) => ({
      group: group(filled),
      allOf: allOf.map(group),
    })),
    ...(everyone === undefined ? {} : { everyone: group(everyone) }),
  };
}

/** The groups that active rules fill with the members of all of several groups, by id. Rules of another form are none of them. */
export function filledGroups({ groupRules }: Pick<Snapshot, "groupRules">): FilledGroup[] {
  return groupRules
    .filter((rule) => rule.status === "ACTIVE")
    .flatMap(({ expression, groups }) => {
      const allOf = conjunctionOf(expression);
      return allOf === undefined ? [] : groups.map((group) => ({ group, allOf }));
    });
}

/** `isMemberOfGroup("a") AND isMemberOfGroup("b")`; undefined for whatever says anything else. */
function conjunctionOf(text: string): string[] | undefined {
  try {
    const expression = parseExpression(text);
    if (!isConjunction(expression)) return undefined;
    return [...new Set(groupReferences(expression).map(({ value }) => value))];
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function isConjunction(expression: Expression): boolean {
  if (expression.kind === "binary")
    return expression.sign === "&&" && isConjunction(expression.left) && isConjunction(expression.right);
  return expression.kind === "call" && expression.name === "isMemberOfGroup" && expression.args.length === 1;
}

/** All groups of a person who is in these. */
export function groupsOfPerson({ filled, everyone }: Deployment, groups: readonly string[]): string[] {
  const mine = new Set(everyone === undefined ? groups : [...groups, everyone]);
  return [...mine, ...filled.filter(({ allOf }) => allOf.every((one) => mine.has(one))).map(({ group }) => group)];
}
