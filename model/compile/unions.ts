/**
 * The unions that the members of several groups are entitled to. A set of groups is *lean* if each of them adds something
 * that the others lack; exactly the lean sets need an entry in a rule, since any other set is served by a smaller one.
 */
import { differenceOf, hasBit, intersectionOf, intersects, isEmpty, isSubset, unionOf, type Bits } from "../bits";

/** A group as one layer sees it. */
export interface LayerGroup {
  /** Number of the group in the file. */
  readonly number: number;
  /** Its scopes in this layer; not empty. */
  readonly scopes: Bits;
  readonly separate: Bits;
}

/** A lean set of groups. */
export interface LeanSet {
  /** Numbers of the groups, ascending. */
  readonly groups: readonly number[];
  readonly scopes: Bits;
}

interface Walk extends LeanSet {
  readonly members: readonly LayerGroup[];
  /** Position behind the last member. */
  readonly next: number;
  /** The scopes that only one member holds. */
  readonly once: Bits;
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

/** The groups that hold anything of a layer, with what they hold of it. */
export function groupsOfLayer(
  groups: readonly { readonly scopes: Bits; readonly separate: Bits }[],
  allowed: Bits,
): LayerGroup[] {
  return groups.flatMap(({ scopes, separate }, number) => {
    const held = intersectionOf(scopes, allowed);
    return isEmpty(held) ? [] : [{ number, scopes: held, separate }];
  });
}
