/** Whom a difference is told of: each group, each pair of groups, the people that are declared, each service client. */
import { intersects } from "../../bits";
import type { Views } from "./views";

/** Somebody in all of these groups. */
export interface Principal {
  readonly name: string;
  /** Numbers of groups, ascending. */
  readonly groups: readonly number[];
}

/** Declared people: name → keys of groups, of whichever of the two files. */
export type People = ReadonlyMap<string, readonly string[]>;

/** Each group by itself. */
export function singles({ groupKeys }: Views): Principal[] {
  return groupKeys.map((name, number) => ({ name, groups: [number] }));
}

/**
 * Pairs in which one group lets people in and the other one brings scopes: only there can a single scope hang on two groups.
 * Of the rest, each group says by itself what its members gain and lose.
 */
export function mixedPairs({ before, after, groupKeys }: Views, client: string): Principal[] {
  const sides = [before, after].flatMap((view) => {
    const there = view.clients.get(client);
    return there?.hasUsers ? [{ ...there, held: view.held }] : [];
  });
  const numbers = groupKeys.map((_, number) => number);
  const insiders = numbers.filter((number) => sides.some(({ assigned }) => assigned[number]));
  const outsiders = numbers.filter((number) =>
    sides.some(({ assigned, held, ceiling }) => !assigned[number] && intersects(held[number]!, ceiling)),
  );
  const pairs = new Map<number, Principal>();
  for (const one of insiders) {
    for (const other of outsiders) {
      if (one === other) continue;
      const [low, high] = one < other ? [one, other] : [other, one];
      pairs.set(low * groupKeys.length + high, pairOf(groupKeys, low, high));
    }
  }
  return [...pairs.values()];
}

/** Both groups, as a principal. */
export function pairOf(groupKeys: readonly string[], one: number, other: number): Principal {
  return { name: `${groupKeys[one]!}+${groupKeys[other]!}`, groups: [one, other] };
}

/** The declared people with three groups or more: the others are the groups and pairs that are looked at anyway. */
export function crowdedPeople(views: Views, people: People): Principal[] {
  return [...people].flatMap(([name, keys]) => {
    const groups = numbersOf(views, keys);
    return groups.length > 2 ? [{ name, groups }] : [];
  });
}

/** The declared people who are in all of the groups. */
export function peopleIn(views: Views, people: People): (groups: readonly number[]) => string[] {
  const numbers = [...people].map(([name, keys]) => ({ name, groups: new Set(numbersOf(views, keys)) }));
  return (groups) => numbers.filter((one) => groups.every((group) => one.groups.has(group))).map(({ name }) => name);
}

function numbersOf({ groupKeys, before }: Views, keys: readonly string[]): number[] {
  return groupKeys.flatMap((key, number) =>
    keys.includes(key) || keys.includes(before.groups[number]?.key ?? key) ? [number] : [],
  );
}
