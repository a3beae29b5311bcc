/** Small mistakes in a plan, each of which the proof must find: what shows that the proof is worth something. */
import { ALL_CLIENTS, EVERYONE } from "../../model/evaluate/types";
import type { Plan, PlanRule } from "../../model/compile/plan";

/** A plan with one mistake. */
export interface Mutation {
  /** What was changed, in words. */
  readonly change: string;
  readonly plan: Plan;
}

/** Every single change of the kinds below, at every place of the plan. */
export function mutationsOf(plan: Plan): Mutation[] {
  return [...ruleMutations(plan), ...swaps(plan), ...groupMutations(plan), ...clientMutations(plan)];
}

type Change = readonly [words: string, rules: readonly PlanRule[]];

function ruleMutations(plan: Plan): Mutation[] {
  return plan.policies.flatMap(({ name, rules }, policy) =>
    rules.flatMap((rule, index) => {
      const replace = (words: string, changed: Partial<PlanRule>): Change => [
        words,
        rules.map((other) => (other === rule ? { ...rule, ...changed } : other)),
      ];
      const changes: Change[] = [
        ["drop", rules.filter((other) => other !== rule)],
        ...widened(plan, rule, replace),
        ...narrowed(rule, replace),
        replace("shorten the token of", { accessTokenMinutes: rule.accessTokenMinutes - 1 }),
        replace("lengthen the token of", { accessTokenMinutes: rule.accessTokenMinutes + 1 }),
      ];
      return changes.map(([words, changed]) => ({
        change: `${words} rule ${index + 1} \`${rule.name}\` of policy \`${name}\``,
        plan: withRules(plan, policy, changed),
      }));
    }),
  );
}

type Replace = (words: string, changed: Partial<PlanRule>) => Change;

function widened(plan: Plan, rule: PlanRule, replace: Replace): Change[] {
  const otherScopes = plan.scopes.map(({ name }) => name).filter((name) => !rule.scopes.includes(name));
  const otherGroups = groupNames(plan).filter((name) => !rule.groups.includes(name));
  return [
    ...otherScopes.map((scope) => replace(`add scope \`${scope}\` to`, { scopes: [...rule.scopes, scope] })),
    replace("add every scope to", { scopes: ["*"] }),
    ...(rule.groups.length === 0
      ? []
      : otherGroups.map((group) => replace(`add group \`${group}\` to`, { groups: [...rule.groups, group] }))),
    ...(rule.groups.length === 0 ? [] : [replace("add everyone to", { groups: [EVERYONE] })]),
  ];
}

function narrowed(rule: PlanRule, replace: Replace): Change[] {
  return [
    ...rule.scopes.map((scope) =>
      replace(`remove scope \`${scope}\` from`, { scopes: rule.scopes.filter((other) => other !== scope) }),
    ),
    ...rule.groups.map((group) =>
      replace(`remove group \`${group}\` from`, { groups: rule.groups.filter((other) => other !== group) }),
    ),
    ...rule.grantTypes.map((grant) =>
      replace(`remove grant \`${grant}\` from`, { grantTypes: rule.grantTypes.filter((other) => other !== grant) }),
    ),
  ];
}

/** Neighbours change places where their tokens differ in lifetime: among equals the order decides nothing. */
function swaps(plan: Plan): Mutation[] {
  return plan.policies.flatMap(({ name, rules }, policy) =>
    rules.slice(1).flatMap((rule, index) => {
      const before = rules[index]!;
      if (before.accessTokenMinutes === rule.accessTokenMinutes) return [];
      const swapped = rules.map((other) =>
        other === rule
          ? { ...rule, priority: before.priority }
          : other === before
            ? { ...before, priority: rule.priority }
            : other,
      );
      return [
        {
          change: `swap rules ${index + 1} and ${index + 2} of policy \`${name}\``,
          plan: withRules(plan, policy, swapped),
        },
      ];
    }),
  );
}

/** A derived group that takes fewer groups is met by more people; one that nobody fills, by none. */
function groupMutations(plan: Plan): Mutation[] {
  return plan.groupRules.flatMap((rule) => [
    {
      change: `drop group rule \`${rule.name}\``,
      plan: { ...plan, groupRules: plan.groupRules.filter((other) => other !== rule) },
    },
    ...rule.allOf.map((key) => {
      const allOf = rule.allOf.filter((other) => other !== key);
      return {
        change: `ask no longer for \`${key}\` in group rule \`${rule.name}\``,
        plan: {
          ...plan,
          groups: plan.groups.map((group) => (group.name === rule.group ? { name: rule.group, allOf } : group)),
          groupRules: plan.groupRules.map((other) => (other === rule ? { ...rule, allOf } : other)),
        },
      };
    }),
  ]);
}

/** Whether a change is one of the lists of clients: Okta may answer as before, and the plan is wrong all the same. */
export function isOfClients({ change }: Pick<Mutation, "change">): boolean {
  return change.includes(" client ") || change.includes("every client");
}

function clientMutations(plan: Plan): Mutation[] {
  return plan.policies.flatMap((policy, index) => {
    const { name, clients } = policy;
    const others = plan.clients.map(({ key }) => key).filter((key) => !clients.includes(key));
    const withClients = (change: string, changed: readonly string[]): Mutation => ({
      change: `${change} policy \`${name}\``,
      plan: {
        ...plan,
        policies: plan.policies.map((other, at) => (at === index ? { ...policy, clients: changed } : other)),
      },
    });
    return [
      withClients("be for every client in", [ALL_CLIENTS]),
      withClients("add every client to", [...clients, ALL_CLIENTS]),
      withClients("add the client of somebody else to", [...clients, "0oasomebodyelse0000x"]),
      ...others.map((key) => withClients(`add the client \`${key}\` to`, [...clients, key])),
      ...clients.map((key) =>
        withClients(
          `take the client \`${key}\` out of`,
          clients.filter((other) => other !== key),
        ),
      ),
    ];
  });
}

function groupNames(plan: Plan): string[] {
  return plan.groups.map((group) => ("allOf" in group ? group.name : group.key));
}

function withRules(plan: Plan, policy: number, rules: readonly PlanRule[]): Plan {
  return { ...plan, policies: plan.policies.map((other, index) => (index === policy ? { ...other, rules } : other)) };
}
