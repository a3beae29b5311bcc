/** The IAM policy with which an `up` of a stack should be possible: by what the stack declares, narrowed to the names it gives. */
import type { Registration } from "../../local/engine/recordProgram";
import { compare } from "../../model/findings";
import { partitionOf } from "../../model/routes";
import { ACTIONS, type IamPlace } from "./iamActions";

type Declared = Pick<Registration, "type" | "name" | "custom" | "inputs">;

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly "iam:PassedToService": readonly string[] } };
}

export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface AwsNeeds {
  /** Undefined where the stack has nothing in AWS. */
  readonly policy: IamPolicy | undefined;
  /** Types of which it is not known what they need. */
  readonly unknown: readonly string[];
}

/** Characters of a managed policy, white space not counted. Source: quotas of IAM. */
export const MANAGED_POLICY_MAX = 6_144;

/** Where the stack is, by its settings. */
export function placeOf(settings: Readonly<Record<string, unknown>>): IamPlace {
  const { "aws:region": region, "aws:allowedAccountIds": accounts } = settings;
  const only: unknown = Array.isArray(accounts) && accounts.length === 1 ? accounts[0] : undefined;
  return { region: typeof region === "string" ? region : "*", account: typeof only === "string" ? only : "*" };
}

/** Statements with the same actions become one, and so do those on the same resources. */
export function awsNeeds(resources: readonly Declared[], place: IamPlace): AwsNeeds {
  const own = resources.filter(({ type, custom }) => custom && type.startsWith("aws:"));
  const groups = new Map<string, { actions: Set<string>; on: Set<string>; passedTo?: readonly string[] }>();
  const partition = place.region === "*" ? "*" : partitionOf(place.region);
  for (const { type, name: logical, inputs } of own) {
    // A name that the stack does not give is the engine's: the logical one, a hyphen, and letters by chance.
    const name = (field: string) =>
      typeof inputs[field] === "string" ? plain(inputs[field] as string) : `${logical}-*`;
    for (const { actions, on, passedTo } of ACTIONS[type] ?? []) {
      const resources = on(name, place, inputs);
      if (resources.length === 0) continue;
      const key = JSON.stringify([actions, passedTo]);
      const group = groups.get(key) ?? { actions: new Set(actions), on: new Set(), passedTo };
      groups.set(key, group);
      for (const one of resources) group.on.add(one === "*" ? one : `arn:${partition}:${one}`);
    }
  }
  const types = [...new Set(own.map(({ type }) => type))].sort(compare);
  return {
    policy: own.length === 0 ? undefined : { Version: "2012-10-17", Statement: statements([...groups.values()]) },
    unknown: types.filter((type) => ACTIONS[type] === undefined),
  };
}

type Group = { actions: Set<string>; on: Set<string>; passedTo?: readonly string[] };

function statements(groups: readonly Group[]): Statement[] {
  const byResources = new Map<string, Group>();
  for (const { actions, on, passedTo } of groups) {
    const key = JSON.stringify([[...on].sort(compare), passedTo]);
    const same = byResources.get(key);
    if (same === undefined) byResources.set(key, { actions: new Set(actions), on, passedTo });
    else for (const action of actions) same.actions.add(action);
  }
  return [...byResources.values()].map(({ actions, on, passedTo }) => ({
    Effect: "Allow",
    Action: [...actions].sort(compare),
    Resource: [...on].sort(compare),
    ...(passedTo !== undefined && { Condition: { StringEquals: { "iam:PassedToService": passedTo } } }),
  }));
}

/** `id-of-…` stands for what only AWS knows. */
function plain(given: string): string {
  return given.replace(/id-of-[^/]*/, "*");
}
