/** Okta's walk over policies and rules, with its explanation: by priority, the first rule whose conditions all hold decides. */
import { isUserGrant } from "./earlyChecks";
import {
  ALL_CLIENTS,
  ANY_SCOPE,
  EVERYONE,
  type AuthorizationServer,
  type EvaluationRequest,
  type ServerPolicy,
  type ServerRule,
  type Tracer,
} from "./types";

/** The rule that decides. */
export interface Hit {
  readonly policy: ServerPolicy;
  readonly rule: ServerRule;
  /** Whether the rule lists the scope, or lists `*`. */
  readonly covers: (scope: string) => boolean;
}

/** The rule that decides, or undefined. A policy none of whose rules matches does not end the walk. */
export function findRule(
  server: AuthorizationServer,
  request: EvaluationRequest,
  scopes: readonly string[],
  trace: Tracer | undefined,
): Hit | undefined {
  for (const policy of byPriority(server.policies)) {
    const passedOver = policyFails(policy, request);
    if (passedOver) {
      trace?.({ policy: policy.name, matched: false, because: explainPolicy(passedOver, request) });
      continue;
    }
    for (const rule of byPriority(policy.rules)) {
      const failed = ruleFails(rule, request, scopes);
      trace?.({
        policy: policy.name,
        rule: rule.name,
        matched: failed === undefined,
        because: explainRule(failed, request, () => scopes.filter((scope) => !covers(rule, scope))),
      });
      if (failed === undefined) return { policy, rule, covers: (scope) => covers(rule, scope) };
    }
  }
  return undefined;
}

function byPriority<T extends { readonly priority: number }>(items: readonly T[]): readonly T[] {
  for (let i = 1; i < items.length; i++) {
    if (items[i - 1]!.priority > items[i]!.priority) return [...items].sort((a, b) => a.priority - b.priority);
  }
  return items;
}

function policyFails(policy: ServerPolicy, { client }: EvaluationRequest): PolicyFailure | undefined {
  if (policy.status !== "ACTIVE") return "inactive";
  return policy.clients.includes(client.id) || policy.clients.includes(ALL_CLIENTS) ? undefined : "client";
}

/** The first condition of a rule that does not hold; undefined where all hold. */
function ruleFails(rule: ServerRule, request: EvaluationRequest, scopes: readonly string[]): RuleFailure | undefined {
  if (rule.status !== "ACTIVE") return "inactive";
  if (!rule.grantTypes.includes(request.grantType)) return "grant";
  return peopleFail(rule, request) ?? scopesFail(rule, request, scopes);
}

function peopleFail(rule: ServerRule, { grantType, user }: EvaluationRequest): RuleFailure | undefined {
  if (rule.groups.includes(EVERYONE)) return undefined;
  if (!isUserGrant(grantType)) return rule.groups.length === 0 && rule.users.length === 0 ? undefined : "noUser";
  if (user === null) return "noUser";
  for (const group of user.groups) if (rule.groups.includes(group)) return undefined;
  return rule.users.includes(user.id) ? undefined : "people";
}

/** Every requested scope must be in the rule; of the default scopes, one is enough. */
function scopesFail(rule: ServerRule, request: EvaluationRequest, scopes: readonly string[]): RuleFailure | undefined {
  if (request.scopes.length === 0) return scopes.some((scope) => covers(rule, scope)) ? undefined : "defaultScopes";
  for (const scope of scopes) if (!covers(rule, scope)) return "scopes";
  return undefined;
}

function covers(rule: ServerRule, scope: string): boolean {
  return rule.scopes.includes(scope) || rule.scopes.includes(ANY_SCOPE);
}

/** Why a policy is passed over. */
export type PolicyFailure = "inactive" | "client";

/** The condition of a rule that failed. */
export type RuleFailure = "inactive" | "grant" | "noUser" | "people" | "defaultScopes" | "scopes";

/** Why the policy was passed over, in words. */
export function explainPolicy(failure: PolicyFailure, { client }: EvaluationRequest): string {
  return failure === "inactive" ? "the policy is inactive" : `the policy is not for client \`${client.id}\``;
}

/** @param missing gives the requested scopes that the rule does not list. */
export function explainRule(
  failure: RuleFailure | undefined,
  { grantType }: EvaluationRequest,
  missing: () => readonly string[],
): string {
  switch (failure) {
    case undefined:
      return "grant type, people and every requested scope match";
    case "inactive":
      return "the rule is inactive";
    case "grant":
      return `grant type \`${grantType}\` is not in the rule`;
    case "noUser":
      return "the rule asks for people and the request has no user";
    case "people":
      return "the user is in none of the rule's groups";
    case "defaultScopes":
      return "none of the default scopes is in the rule";
    case "scopes":
      return `requested but not in the rule: ${missing()
        .map((scope) => `\`${scope}\``)
        .join(", ")}`;
  }
}
