/** The figure in the middle: one slow round does not move it. Of an even number of figures, the upper of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
