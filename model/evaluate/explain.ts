/** The words of the explanation: why a policy was passed over, and which condition of a rule failed first. */
import type { EvaluationRequest } from "./types";

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
