/**
 * The unions that the members of several groups are entitled to. A set of groups is *lean* if each of them adds something
 * that the others lack; exactly the lean sets need an entry in a rule, since any other set is served by a smaller one.
 */
import { differenceOf, hasBit, intersectionOf, intersects, isSubset, unionOf, type Bits } from "../bits";

/** A group as one layer sees it. */
export interface LayerGroup {
  /** Number of the group in the file. */
  readonly number: number;
  /** Its scopes in this layer. */
  readonly scopes: Bits;
  readonly separate: Bits;
}

/** A lean set of groups. */
export interface LeanSet {
  /** Numbers of the groups, ascending. */
  readonly groups: readonly number[];
  readonly members: readonly LayerGroup[];
  readonly scopes: Bits;
  /** The scopes that only one member holds. */
  readonly once: Bits;
}

interface Walk extends LeanSet {
  /** Position behind the last member. */
  readonly next: number;
}

/**
 * All lean sets without a `separate` pair, smaller ones first. Every part of a lean set is lean, so growing lean sets by
 * one group at a time finds them all. The walk ends early where `visit` answers false.
 */
export function walkLeanSets(groups: readonly LayerGroup[], visit: (set: LeanSet) => boolean): void {
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

function single(group: LayerGroup, position: number): Walk {
  const { number, scopes } = group;
  return { groups: [number], members: [group], scopes, once: scopes, next: position + 1 };
}

function* grow(set: Walk, groups: readonly LayerGroup[]): Generator<Walk> {
  for (let next = set.next; next < groups.length; next++) {
    const group = groups[next]!;
    if (isSubset(group.scopes, set.scopes)) continue;
    if (set.groups.some((number) => hasBit(group.separate, number))) continue;
    const once = unionOf(differenceOf(set.once, group.scopes), differenceOf(group.scopes, set.scopes));
    if (!set.members.every(({ scopes }) => intersects(scopes, once))) continue;
    yield {
      groups: [...set.groups, group.number],
      members: [...set.members, group],
      scopes: unionOf(set.scopes, group.scopes),
      once,
      next: next + 1,
    };
  }
}

/** The groups of the file with what they hold of a layer. */
export function groupsOfLayer(
  groups: readonly { readonly scopes: Bits; readonly separate: Bits }[],
  allowed: Bits,
): LayerGroup[] {
  return groups.map(({ scopes, separate }, number) => ({ number, scopes: intersectionOf(scopes, allowed), separate }));
}

/**
 * Whether the members of all groups of a lean set who are also in `other` are served by no other lean set: so it is where
 * `other` adds nothing and replaces none of them, or may not be united with what they have.
 */
export function standsBeside(set: LeanSet, other: LayerGroup): boolean {
  const united = set.members.filter(({ number }) => !hasBit(other.separate, number));
  if (united.length < set.members.length) {
    return !isSubset(
      set.scopes,
      united.reduce((all, { scopes }) => unionOf(all, scopes), other.scopes),
    );
  }
  const replaces = ({ scopes }: LayerGroup) => isSubset(intersectionOf(scopes, set.once), other.scopes);
  return isSubset(other.scopes, set.scopes) && !set.members.some(replaces);
}
