/** All subsets of up to so many of the items, each in the items' order. The empty one comes first. */
export function subsets<T>(items: readonly T[], most: number): T[][] {
  return items.reduce<T[][]>(
    (all, item) => [...all, ...all.filter((set) => set.length < most).map((set) => [...set, item])],
    [[]],
  );
}
