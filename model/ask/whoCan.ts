/** Who can have a scope, or call a route: the fewest groups that are enough, at each client. */
import type { Access, Client, StepUp } from "../file/access";
import { hasBit, isSubset, bitsOf, type Bits } from "../bits";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { assignedGroups } from "../compile/assignment";
import { entitlementsOf, scopeBits, type Entitlements } from "../compile/entitlements";
import { groupsOfLayer, walkLeanSets } from "../compile/unions";
import { GRANTS, type GrantKey } from "../okta/grants";
import { strictestStepUp } from "../routes/routeRequirements";

/** A way to get scopes into a token. */
export interface Principal {
  /** Keys of groups: who is in all of them can. Empty for a service client. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: GrantKey;
  /** What to ask for. */
  readonly scopes: readonly string[];
  /** What the user must prove at the gateway; null: nothing more. */
  readonly stepUp: StepUp | null;
}

/** More sets of groups than these are not looked for: nobody reads them. */
const SETS_MAX = 1_000;

/** Who can get all of these scopes into one token. */
export function whoCanHave(access: Access, scopes: readonly string[]): Principal[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()]
    .filter((client) => scopes.every((scope) => client.ceiling.includes(scope)))
    .flatMap((client) => {
      const sets = CLIENT_TYPES[client.type].hasUsers ? groupSets(access, client, entitlements, scopes) : [[]];
      return sets.flatMap((groups) =>
        client.grants
          .filter((grant) => GRANTS[grant].user === groups.length > 0)
          .map((grant) => ({
            groups,
            client: client.key,
            grant,
            scopes,
            stepUp: strictestStepUp(access, scopes) ?? null,
          })),
      );
    });
}

/** The smallest sets of groups, with an assigned one among them, that hold all of the scopes. */
function groupSets(access: Access, client: Client, entitlements: Entitlements, scopes: readonly string[]): string[][] {
  const { numbers, groups } = entitlements;
  const wanted = scopeBits(numbers, scopes);
  const keys = assignedGroups(access, client, entitlements);
  const assigned = bitsOf(
    groups.length,
    keys.map((key) => groups.findIndex((group) => group.key === key)),
  );
  const enough: (readonly number[])[] = [];
  const held = groupsOfLayer(groups, wanted).filter((group) => group.scopes.some((word) => word !== 0));
  walkLeanSets(held, (set) => {
    if (isSubset(wanted, set.scopes)) enough.push(...withAssigned(set.groups, assigned, groups.length));
    return enough.length < SETS_MAX;
  });
  const smallest = enough.filter((set) => !enough.some((other) => other !== set && isPart(other, set)));
  return smallest.map((set) => set.map((number) => groups[number]!.key));
}

function withAssigned(set: readonly number[], assigned: Bits, count: number): number[][] {
  if (set.some((number) => hasBit(assigned, number))) return [[...set]];
  const numbers = Array.from({ length: count }, (_, number) => number);
  return numbers.filter((number) => hasBit(assigned, number)).map((number) => [...set, number].sort((a, b) => a - b));
}

function isPart(some: readonly number[], all: readonly number[]): boolean {
  return some.length < all.length && some.every((number) => all.includes(number));
}
