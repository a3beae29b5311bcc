/** Okta's walk over policies and rules: by priority, the first rule whose conditions all hold decides. */
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
  trace: Tracer,
): Hit | undefined {
  for (const policy of byPriority(server.policies)) {
    const passedOver = policyFails(policy, request);
    if (passedOver !== undefined) {
      trace({ policy: policy.name, matched: false, because: passedOver });
      continue;
    }
    for (const rule of byPriority(policy.rules)) {
      const failed = ruleFails(rule, request, scopes);
      trace({ policy: policy.name, rule: rule.name, matched: failed === undefined, because: failed ?? MATCHED });
      if (failed === undefined) return { policy, rule, covers: (scope) => covers(rule, scope) };
    }
  }
  return undefined;
}

const MATCHED = "grant type, people and every requested scope match";

function byPriority<T extends { readonly priority: number }>(items: readonly T[]): readonly T[] {
  const sorted = items.every((item, i) => i === 0 || items[i - 1]!.priority <= item.priority);
  return sorted ? items : [...items].sort((a, b) => a.priority - b.priority);
}

function policyFails(policy: ServerPolicy, { client }: EvaluationRequest): string | undefined {
  if (policy.status !== "ACTIVE") return "the policy is inactive";
  if (policy.clients.includes(client.id) || policy.clients.includes(ALL_CLIENTS)) return undefined;
  return `the policy is not for client \`${client.id}\``;
}

/** The first condition of a rule that does not hold, in words; undefined where all hold. */
function ruleFails(rule: ServerRule, request: EvaluationRequest, scopes: readonly string[]): string | undefined {
  if (rule.status !== "ACTIVE") return "the rule is inactive";
  if (!rule.grantTypes.includes(request.grantType)) return `grant type \`${request.grantType}\` is not in the rule`;
  return peopleFail(rule, request) ?? scopesFail(rule, request, scopes);
}

function peopleFail(rule: ServerRule, { grantType, user }: EvaluationRequest): string | undefined {
  if (rule.groups.includes(EVERYONE)) return undefined;
  if (!isUserGrant(grantType)) {
    const open = rule.groups.length === 0 && rule.users.length === 0;
    return open ? undefined : "the rule asks for people and the grant has no user";
  }
  if (user === null) return "the rule asks for people and the request has no user";
  if (rule.users.includes(user.id) || user.groups.some((group) => rule.groups.includes(group))) return undefined;
  return "the user is in none of the rule's groups";
}

function scopesFail(rule: ServerRule, request: EvaluationRequest, scopes: readonly string[]): string | undefined {
  if (request.scopes.length === 0) {
    return scopes.some((scope) => covers(rule, scope)) ? undefined : "none of the default scopes is in the rule";
  }
  const missing = scopes.filter((scope) => !covers(rule, scope));
  if (missing.length === 0) return undefined;
  return `requested but not in the rule: ${missing.map((scope) => `\`${scope}\``).join(", ")}`;
}

function covers(rule: ServerRule, scope: string): boolean {
  return rule.scopes.includes(scope) || rule.scopes.includes(ANY_SCOPE);
}
