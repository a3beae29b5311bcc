/** Requests for the decision benchmark: drawn by a fixed generator, about half of them granted. */
import type { Access } from "../model/file/access";
import { clientFromPlan, groupsInOkta } from "../model/evaluate/fromPlan";
import type { EvaluationRequest } from "../model/evaluate/types";
import type { Plan } from "../model/compile/plan";

/** A small generator with a fixed start, so that every run asks the same. */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Requests for one to three custom scopes of the client's ceiling by users in one or two groups of it. */
export function requests(access: Access, plan: Plan, count: number): EvaluationRequest[] {
  const below = generator(7);
  const clients = plan.clients.map(({ key }) => clientFromPlan(plan, key));
  return Array.from({ length: count }, (_, number) => {
    const client = clients[below(clients.length)]!;
    const ceiling = access.clients.get(client.id)!.ceiling;
    const some = <T>(items: readonly T[], most: number): T[] => {
      const chosen = Array.from({ length: 1 + below(most) }, () => items[below(items.length)]!);
      return [...new Set(chosen)];
    };
    return {
      client,
      grantType: "authorization_code",
      user: { id: `user-${number}`, groups: groupsInOkta(plan, some(client.assignedGroups, 2)) },
      scopes: some(ceiling, 3),
    };
  });
}
