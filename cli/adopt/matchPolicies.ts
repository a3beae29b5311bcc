/** Which policy and rule of today becomes which of the plan: changed in place rather than made anew. */
import type { Adopted, Snapshot, SnapshotPolicy, SnapshotRule } from "../../model/adopt";
import type { Plan } from "../../model/compile";
import { ALL_CLIENTS } from "../../model/evaluate";

type PlanPolicy = Plan["policies"][number];

/** A policy of today that goes on as one of the plan. */
export interface MatchedPolicy {
  readonly policy: SnapshotPolicy;
  readonly plan: PlanPolicy;
  /** Name of a rule of the plan → the rule of today. */
  readonly rules: ReadonlyMap<string, SnapshotRule>;
}

/** The pairs that have most in common, each policy and rule once. */
export function matchPolicies({ policies }: Snapshot, { plan, clientKeys, groupKeys }: Adopted): MatchedPolicy[] {
  const active = policies.filter(({ status }) => status === "ACTIVE");
  const clients = (policy: SnapshotPolicy) => policy.clients.map((id) => clientKeys.get(id) ?? id);
  const pairs = bestPairs(active, plan.policies, (policy, planned) =>
    policy.name === planned.name ? 2 : alike(clients(policy), planned.clients) + (isForAll(policy) ? FOR_ALL : 0),
  );
  const groups = (rule: SnapshotRule) => rule.groups.map((id) => groupKeys.get(id) ?? id);
  return pairs.map(([policy, planned]) => {
    const rules = bestPairs(policy.rules, planned.rules, (rule, wanted) =>
      rule.name === wanted.name
        ? 3
        : (alike(groups(rule), wanted.groups) + alike(rule.scopes, wanted.scopes)) / 2 +
          (rule.accessTokenMinutes === wanted.accessTokenMinutes ? 0.1 : 0),
    );
    return { policy, plan: planned, rules: new Map(rules.map(([rule, { name }]) => [name, rule])) };
  });
}

/** A policy for all clients is for these as well, and less so than one that names them. */
const FOR_ALL = 0.01;

const isForAll = ({ clients }: SnapshotPolicy) => clients.includes(ALL_CLIENTS);

/**
 * Pairs, those of most likeness first. What has nothing in common is paired as well, since a change in place keeps the
 * position of what is there.
 */
function bestPairs<A, B>(as: readonly A[], bs: readonly B[], likeness: (a: A, b: B) => number): [A, B][] {
  const all = as.flatMap((a, i) => bs.map((b, j) => ({ a, b, i, j, score: likeness(a, b) })));
  all.sort((one, other) => other.score - one.score || one.i - other.i || one.j - other.j);
  const [usedA, usedB] = [new Set<A>(), new Set<B>()];
  const pairs: [A, B][] = [];
  for (const { a, b } of all) {
    if (usedA.has(a) || usedB.has(b)) continue;
    usedA.add(a);
    usedB.add(b);
    pairs.push([a, b]);
  }
  return pairs;
}

/** Shared members of all members of two lists. */
function alike(a: readonly string[], b: readonly string[]): number {
  const all = new Set([...a, ...b]);
  return all.size === 0 ? 0 : a.filter((item) => b.includes(item)).length / all.size;
}
