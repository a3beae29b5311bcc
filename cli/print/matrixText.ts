/** The access matrix for a terminal. */
import type { AccessMatrix } from "../../model/ask";
import { columns, GAP, widthsOf } from "../../local/columns";
import { matrixTable, type MatrixView } from "./matrixTable";

/** Where the text goes. */
export interface TextWidth {
  /** Columns of the terminal; undefined: as wide as it gets. */
  readonly columns?: number | undefined;
}

/** The table with aligned columns, then the notes. What is too wide is cut into blocks of columns, one below the other. */
export function matrixText(matrix: AccessMatrix, view: MatrixView & TextWidth = {}): string {
  const { head, rows, notes } = matrixTable(matrix, view);
  const widths = widthsOf([head, ...rows]);
  const blocks = blocksOf(widths, view.columns ?? Infinity);
  const texts = blocks.map((block, number) => {
    const rule = widths.map((width) => "-".repeat(width));
    const lines = [head, rule, ...rows].map((row) => block.map((column) => row[column]!));
    const title = blocks.length === 1 ? [] : [`${number + 1} of ${blocks.length}`];
    return [...title, ...columns(lines)].join("\n");
  });
  return [...texts, notes.join("\n")].join("\n\n");
}

/** The first column is in every block. A column that is too wide by itself has a block of its own. */
function blocksOf([first = 0, ...others]: readonly number[], columns: number): number[][] {
  const blocks: number[][] = [[0]];
  let width = first;
  others.forEach((own, index) => {
    const last = blocks.at(-1)!;
    if (last.length > 1 && width + GAP.length + own > columns) {
      blocks.push([0]);
      width = first;
    }
    blocks.at(-1)!.push(index + 1);
    width += GAP.length + own;
  });
  return blocks;
}
