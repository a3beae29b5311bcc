/** The combinations of groups that people are in: which the access file knows, and what it would list. */
import type { Access } from "../file/access";
import { compare } from "../findings";

/** Groups of which some people are in exactly these, as far as the access file goes. */
export interface Combination {
  /** Keys, in the order of the file; two or more. */
  readonly groups: readonly string[];
  readonly people: number;
  /**
   * Whether no list of `combinations.occurring` holds all of them: whoever is in them gets what the listed parts allow.
   * False where the file lists none, and so unites any groups.
   */
  readonly isNew: boolean;
}

/**
 * Counts combinations, the most frequent first.
 *
 * @param memberships the groups of each person, as keys of the file.
 */
export function combinationsOf(access: Access, memberships: Iterable<readonly string[]>): Combination[] {
  const counts = new Map<string, { groups: string[]; people: number }>();
  for (const keys of memberships) {
    const groups = [...access.groups.keys()].filter((key) => keys.includes(key));
    if (groups.length < 2) continue;
    const key = groups.join(" ");
    counts.set(key, { groups, people: (counts.get(key)?.people ?? 0) + 1 });
  }
  const { occurring } = access.combinations;
  return [...counts.values()]
    .map(({ groups, people }) => ({ groups, people, isNew: occurring !== undefined && !occurring.some(holds(groups)) }))
    .sort((a, b) => b.people - a.people || compare(a.groups.join(" "), b.groups.join(" ")));
}

function holds(groups: readonly string[]): (list: readonly string[]) => boolean {
  return (list) => groups.every((key) => list.includes(key));
}

/**
 * The lists for `combinations.occurring`, in an order of their own: of the largest combinations, since a list stands for all
 * of its parts. Groups that are `separate` are never listed together, whoever is in both.
 */
export function occurringLists(access: Access, combinations: readonly Combination[]): string[][] {
  const lists = combinations.flatMap(({ groups }) => withoutSeparate(access, groups)).filter((list) => list.length > 1);
  const distinct = [...new Map(lists.map((list) => [list.join(" "), list])).values()];
  const largest = distinct.filter((list) => !distinct.some((other) => other !== list && holds(list)(other)));
  return largest.sort((a, b) => compare(a.join(" "), b.join(" ")));
}

function withoutSeparate(access: Access, groups: readonly string[]): string[][] {
  for (const one of groups) {
    const other = groups.find((key) => access.groups.get(one)!.separate.includes(key));
    if (other === undefined) continue;
    const without = (left: string) => groups.filter((key) => key !== left);
    return [...withoutSeparate(access, without(one)), ...withoutSeparate(access, without(other))];
  }
  return [[...groups]];
}
