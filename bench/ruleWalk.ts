/** The peer of the decision benchmark: the plain walk over rules with sets that one would write first. */
import type { AuthorizationServer, EvaluationRequest } from "../model/evaluate/types";

interface SetRule {
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly name: string;
}

/** Answers with the name of the first rule that covers the request, and nothing else: no early checks, no claims. */
export function ruleWalk(server: AuthorizationServer): (request: EvaluationRequest) => string | undefined {
  const byClient = new Map<string, SetRule[]>();
  for (const { clients, rules } of server.policies) {
    const sets = rules.map(({ name, groups, scopes }) => ({ name, groups: new Set(groups), scopes: new Set(scopes) }));
    for (const client of clients) byClient.set(client, sets);
  }
  return ({ client, user, scopes }) =>
    byClient
      .get(client.id)
      ?.find(
        (rule) =>
          user?.groups.some((group) => rule.groups.has(group)) && scopes.every((scope) => rule.scopes.has(scope)),
      )?.name;
}
