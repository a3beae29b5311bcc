/** Would Okta give a user these scopes, by which rule, and why not by the others? */
import { entitlementTable } from "../compile/claims";
import type { Plan } from "../compile/plan";
import { evaluate } from "../evaluate/evaluate";
import { clientFromPlan, groupsInOkta, serverFromPlan } from "../evaluate/fromPlan";
import type { Decision, TraceEvent } from "../evaluate/types";
import type { Access, Client } from "../file/access";
import { names, nearest, printable } from "../findings";
import type { Question } from "../intent";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { GRANTS } from "../okta/grants";
import { isOidcScope } from "../okta/oidcScopes";
import { neverTogether } from "./together";

/** A decision, with all that is said about it. */
export interface CanIAnswer {
  readonly decision: Decision;
  readonly trace: readonly TraceEvent[];
  /** How many policies are for other clients. */
  readonly otherPolicies: number;
  /** Whether these are left out. */
  readonly folded: boolean;
  /** Where the client's narrowing is left to the gateway: what of the token counts there. */
  readonly effective?: readonly string[];
  /** Why it was refused although the user holds the scopes, and what to do. */
  readonly advice?: string;
}

/**
 * Asks the evaluator.
 *
 * @param plan what `access` compiles to.
 * @param question names groups and a client that there are.
 * @param folded whether the trace leaves out the policies of other clients, of which there is nothing to say
 */
export function answerTo(access: Access, plan: Plan, question: Question, { folded = true } = {}): CanIAnswer {
  const client = access.clients.get(question.client)!;
  const { groups, grant, scopes } = question;
  const { okta, user } = GRANTS[grant];
  const server = serverFromPlan(plan);
  const others = new Set(
    server.policies.filter(({ clients }) => !clients.includes(client.key)).map(({ name }) => name),
  );
  const trace: TraceEvent[] = [];
  const request = {
    client: clientFromPlan(plan, client.key),
    grantType: okta,
    user: user ? { id: "user", groups: groupsInOkta(plan, groups) } : null,
    scopes,
  };
  const decision = evaluate(server, request, (event) => {
    if (!folded || !others.has(event.policy)) trace.push(event);
  });
  const narrowed =
    client.enforcement === "gateway" && CLIENT_TYPES[client.type].hasUsers && decision.decision === "granted";
  const denied = decision.decision === "denied";
  const advice =
    neverTogether(access, question) ??
    (denied ? mistakenQuestion(access, request.client.assignedGroups, question) : undefined);
  return {
    decision,
    trace,
    otherPolicies: others.size,
    folded,
    ...(narrowed && { effective: effectiveScopes(access, client, groups, decision.scopes) }),
    ...(advice !== undefined && { advice }),
  };
}

/** The scopes of a token to which the user's groups entitle them; all of them at a client whose narrowing Okta does. */
export function effectiveScopes(
  access: Access,
  client: Client,
  groupKeys: readonly string[],
  granted: readonly string[],
): string[] {
  if (client.enforcement === "issuer") return [...granted];
  const table = new Map(Object.entries(entitlementTable(access)));
  const entitled = new Set(groupKeys.flatMap((key) => table.get(key) ?? []));
  return granted.filter((scope) => isOidcScope(scope) || entitled.has(scope));
}

/**
 * Questions whose answer is Okta's, and whose asker most likely meant another: a scope or a client that is written
 * otherwise. What to look at first, of a request that Okta refuses before it looks at any rule; undefined: nothing of the
 * kind.
 *
 * @param assigned the groups whose members are assigned to the client.
 */
function mistakenQuestion(
  access: Access,
  assigned: readonly string[],
  { client, grant, groups, scopes }: Question,
): string | undefined {
  const defined = [...access.scopes.keys()];
  const unknown = scopes.find((scope) => !access.scopes.has(scope) && !isOidcScope(scope));
  if (unknown !== undefined) {
    const near = nearest(unknown, defined);
    const hint = near === undefined ? ` (defined: ${names(defined)})` : `; did you mean \`${near}\`?`;
    return `\`${printable(unknown)}\` is no scope of the access file${hint}`;
  }
  if (scopes.length === 0) return `no scope is asked for; name one or more of ${names(defined)}`;
  if (!GRANTS[grant].user || groups.some((group) => assigned.includes(group))) return undefined;
  return `\`${client}\` is assigned to ${names(assigned)}, and the person is in ${names(groups)} (\`--groups\`)`;
}
