/**
 * The unions that the members of several groups may ask for. A set of groups is *lean* if each of them adds something that
 * the others lack; exactly the lean sets need an entry in a rule, since any other set is served by a smaller one.
 */
import type { Requests } from "../file/access";
import {
  bitsKey,
  differenceOf,
  hasBit,
  intersectionOf,
  intersects,
  isEmpty,
  isSubset,
  membersOf,
  unionOf,
  type Bits,
} from "../bits";
import { compare } from "../findings";
import { scopeBits, type GroupEntitlement, type ScopeNumbers } from "./entitlements";

/** A group with what it holds of the scopes that are looked at. */
export interface HeldGroup {
  /** Number of the group in the file. */
  readonly number: number;
  readonly scopes: Bits;
  readonly separate: Bits;
  readonly occurs: Bits;
}

/** What the members of all of some groups may ask for together. */
export interface Union {
  /** Numbers of the groups, ascending. */
  readonly groups: readonly number[];
  readonly scopes: Bits;
}

interface Walk extends Union {
  readonly members: readonly HeldGroup[];
  /** The scopes that only one member holds. */
  readonly once: Bits;
  /** The combinations in which all of the groups occur together. */
  readonly occurs: Bits;
  /** Position behind the last member. */
  readonly next: number;
}

/** The groups that hold anything of these scopes, with what they hold of them. */
export function groupsWithin(groups: readonly GroupEntitlement[], scopes: Bits): HeldGroup[] {
  return groups.flatMap((group, number) =>
    intersects(group.scopes, scopes)
      ? [{ number, scopes: intersectionOf(group.scopes, scopes), separate: group.separate, occurs: group.occurs }]
      : [],
  );
}

/**
 * All lean sets of groups that may be united, smaller ones first. Every part of a lean set is lean, so growing lean sets
 * by one group at a time finds them all. The walk ends early where `visit` answers false.
 */
export function walkLeanSets(groups: readonly HeldGroup[], visit: (set: Union) => boolean): void {
  let sets = groups.map(single);
  if (!sets.every(visit)) return;
  while (sets.length > 0) {
    const larger: Walk[] = [];
    for (const set of sets) {
      for (const grown of grow(set, groups)) {
        if (!visit(grown)) return;
        larger.push(grown);
      }
    }
    sets = larger;
  }
}

function single(group: HeldGroup, position: number): Walk {
  const { number, scopes, occurs } = group;
  return { groups: [number], members: [group], scopes, once: scopes, occurs, next: position + 1 };
}

function* grow(set: Walk, groups: readonly HeldGroup[]): Generator<Walk> {
  for (let next = set.next; next < groups.length; next++) {
    const group = groups[next]!;
    if (isSubset(group.scopes, set.scopes) || !intersects(group.occurs, set.occurs)) continue;
    if (set.groups.some((number) => hasBit(group.separate, number))) continue;
    const once = unionOf(differenceOf(set.once, group.scopes), differenceOf(group.scopes, set.scopes));
    if (!set.members.every(({ scopes }) => intersects(scopes, once))) continue;
    yield {
      groups: [...set.groups, group.number],
      members: [...set.members, group],
      scopes: unionOf(set.scopes, group.scopes),
      once,
      occurs: intersectionOf(set.occurs, group.occurs),
      next: next + 1,
    };
  }
}

/** What a client asks for together, as bit sets; `any`: whatever it may have. */
export type Asked = "any" | readonly Bits[];

/** The largest sets that a client asks for together; with `one-group` there are none beyond those of single groups. */
export function askedOf(requests: Requests, numbers: ScopeNumbers): Asked {
  if (requests === "any") return "any";
  return requests === "one-group" ? [] : requests.map((set) => scopeBits(numbers, set));
}

/** The unions that rules stand for. */
export interface Unions {
  readonly all: readonly Union[];
  /** Whether all were found: the search ends once there are too many of two groups and more. */
  readonly complete: boolean;
}

/**
 * The unions of these groups that are asked for together. What a single group holds is one. For each set that is asked for,
 * so is what the lean sets of two groups and more hold of it. No union lies within another one of the same groups, or of
 * fewer.
 *
 * @param counts whether a rule for these scopes is of use at all.
 * @param most how many unions of two groups and more are looked for.
 */
export function unionsAsked(
  groups: readonly HeldGroup[],
  asked: Asked,
  counts: (scopes: Bits) => boolean,
  most: number,
): Unions {
  const singles = groups
    .filter(({ scopes }) => counts(scopes))
    .map(({ number, scopes }) => ({ groups: [number], scopes }));
  const byGroups = new Map<string, Union[]>();
  let left = most;
  for (const set of largestSets(groups, asked)) {
    const held = groups.map((group) => ({ ...group, scopes: intersectionOf(group.scopes, set) }));
    walkLeanSets(
      held.filter(({ scopes }) => !isEmpty(scopes)),
      (union) => {
        if (union.groups.length > 1 && counts(union.scopes) && addLargest(byGroups, union)) left -= 1;
        return left >= 0;
      },
    );
    if (left < 0) break;
  }
  return { all: [...singles, ...[...byGroups.values()].flat()], complete: left >= 0 };
}

/** The sets that are asked for, as far as anybody holds them, without those that lie within another. */
function largestSets(groups: readonly HeldGroup[], asked: Asked): readonly Bits[] {
  const [first] = groups;
  if (first === undefined) return [];
  const held = groups.reduce<Bits>((all, { scopes }) => unionOf(all, scopes), first.scopes);
  if (asked === "any") return [held];
  const byKey = new Map(asked.map((set) => intersectionOf(set, held)).map((set) => [bitsKey(set), set]));
  // In an order of their own, so that the order in which the file lists them changes nothing.
  const sets = [...byKey].sort(([a], [b]) => compare(a, b)).map(([, set]) => set);
  return sets.filter((set) => !sets.some((other) => other !== set && isSubset(set, other)));
}

/** Keeps the union unless the same groups have one that it lies within, which another set brought. */
function addLargest(byGroups: Map<string, Union[]>, { groups, scopes }: Union): boolean {
  const key = groups.join(",");
  const same = byGroups.get(key) ?? [];
  if (same.some((other) => isSubset(scopes, other.scopes))) return false;
  byGroups.set(key, [...same.filter((other) => !isSubset(other.scopes, scopes)), { groups, scopes }]);
  return true;
}

/**
 * The unions that the rules cannot do without. A union with an assigned group is always one of them, for its members may be
 * in no other group. A union of other groups is one where some assigned person in them would have no other union that holds
 * as much.
 *
 * @param assigned numbers of the groups whose members are assigned; whoever is in none of them is refused before any rule.
 */
export function unionsNeeded(unions: readonly Union[], assigned: Bits): Union[] {
  const isInside = ({ groups }: Union) => groups.some((number) => hasBit(assigned, number));
  const byInsider = new Map(membersOf(assigned).map((insider): [number, Union[]] => [insider, []]));
  for (const union of unions) for (const number of union.groups) byInsider.get(number)?.push(union);
  const isServedBeside = ({ groups, scopes }: Union, insider: number) =>
    byInsider
      .get(insider)!
      .some(
        (other) =>
          other.groups.every((number) => number === insider || groups.includes(number)) &&
          isSubset(scopes, other.scopes),
      );
  return unions.filter(
    (union) => isInside(union) || [...byInsider.keys()].some((insider) => !isServedBeside(union, insider)),
  );
}
