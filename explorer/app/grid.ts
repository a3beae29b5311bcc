/** A grid of any size of which only what is in sight is in the document: one cell has the focus, the arrow keys move it. */
import { h } from "./dom";

export interface GridHead {
  readonly text: string;
  /** The whole of it, where the text is cut. */
  readonly title: string;
}

export interface GridCell {
  readonly text: string;
  readonly class: string;
  /** In words, for who cannot see the colours. */
  readonly label: string;
}

export interface GridSource {
  readonly rows: number;
  readonly columns: number;
  readonly rowHead: (row: number) => GridHead;
  readonly columnHead: (column: number) => GridHead;
  readonly cell: (row: number, column: number) => GridCell;
}

/** Pixels: all cells have one size, so that the place of each is known without its being there. */
const ROW = 30;
const COLUMN = 48;
const HEADS = 230;
/** Rows and columns beyond the edge that are there already. */
const BEYOND = 3;

/** −1 is the row or the column of the heads. */
interface Place {
  readonly row: number;
  readonly column: number;
}

export class Grid {
  readonly element: HTMLDivElement;
  readonly #heads = h("div", { role: "rowgroup", class: "heads" });
  readonly #body = h("div", { role: "rowgroup", class: "body" });
  readonly #pick: (row: number, column: number) => void;
  readonly #corner: string;
  #source: GridSource = EMPTY;
  #active: Place = { row: 0, column: 0 };
  #shown = "";

  constructor(label: string, corner: string, pick: (row: number, column: number) => void) {
    this.#pick = pick;
    this.#corner = corner;
    this.element = h(
      "div",
      {
        role: "grid",
        class: "grid",
        "aria-label": label,
        "aria-readonly": "true",
        keydown: (event: KeyboardEvent) => this.#onKey(event),
        click: (event: MouseEvent) => this.#onClick(event),
        scroll: () => this.#render(),
      },
      this.#heads,
      this.#body,
    );
    new ResizeObserver(() => this.#render()).observe(this.element);
  }

  show(source: GridSource): void {
    this.#source = source;
    this.#active = { row: source.rows > 0 ? 0 : -1, column: source.columns > 0 ? 0 : -1 };
    this.element.setAttribute("aria-rowcount", String(source.rows + 1));
    this.element.setAttribute("aria-colcount", String(source.columns + 1));
    this.element.scrollTo(0, 0);
    this.#shown = "";
    this.#render();
  }

  /** Pixels of the heads of rows: less of them on a narrow screen. */
  get #side(): number {
    return this.element.clientWidth < 640 ? 130 : 240;
  }

  #render(): void {
    const { rows, columns } = this.#source;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    const side = this.#side;
    const seenRows = range({ from: scrollTop, length: clientHeight - HEADS, step: ROW }, rows, this.#active.row);
    const seenColumns = range(
      { from: scrollLeft, length: clientWidth - side, step: COLUMN },
      columns,
      this.#active.column,
    );
    const key = JSON.stringify([seenRows, seenColumns, side, this.#active]);
    if (key === this.#shown) return;
    this.#shown = key;
    const hadFocus = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    const width = side + columns * COLUMN;
    size(this.#heads, { width, height: HEADS });
    size(this.#body, { width, height: rows * ROW });
    this.#heads.replaceChildren(this.#headRow(seenColumns, side, width));
    this.#body.replaceChildren(...seenRows.map((row) => this.#row(row, seenColumns, side, width)));
    if (hadFocus) this.#focused()?.focus({ preventScroll: true });
  }

  #headRow(columns: readonly number[], side: number, width: number): HTMLElement {
    const corner = h(
      "div",
      { role: "columnheader", class: "corner", "aria-colindex": 1, ...this.#at(-1, -1) },
      this.#corner,
    );
    size(corner, { width: side, height: HEADS });
    const heads = columns.map((column) => {
      const { text, title } = this.#source.columnHead(column);
      const props = {
        role: "columnheader",
        class: "head",
        title,
        "aria-colindex": column + 2,
        ...this.#at(-1, column),
      };
      const head = h("div", props, text);
      size(head, { left: side + column * COLUMN, width: COLUMN, height: HEADS });
      return head;
    });
    const row = h("div", { role: "row", "aria-rowindex": 1 }, corner, heads);
    size(row, { width, height: HEADS });
    return row;
  }

  #row(row: number, columns: readonly number[], side: number, width: number): HTMLElement {
    const { text, title } = this.#source.rowHead(row);
    const head = h("div", { role: "rowheader", title, "aria-colindex": 1, ...this.#at(row, -1) }, text);
    size(head, { width: side });
    const cells = columns.map((column) => {
      const { text: mark, class: kind, label } = this.#source.cell(row, column);
      const props = { role: "gridcell", class: `cell ${kind}`, "aria-label": label, "aria-colindex": column + 2 };
      const cell = h("div", { ...props, ...this.#at(row, column) }, mark);
      size(cell, { left: side + column * COLUMN, width: COLUMN });
      return cell;
    });
    const element = h("div", { role: "row", "aria-rowindex": row + 2 }, head, cells);
    size(element, { top: row * ROW, width, height: ROW });
    return element;
  }

  #at(row: number, column: number): Record<string, string | number> {
    const isActive = row === this.#active.row && column === this.#active.column;
    return { "data-row": row, "data-column": column, tabindex: isActive ? 0 : -1 };
  }

  #focused(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>('[tabindex="0"]');
  }

  #onKey(event: KeyboardEvent): void {
    const { row, column } = this.#active;
    const { rows, columns } = this.#source;
    const page = Math.max(1, Math.floor((this.element.clientHeight - HEADS) / ROW) - 1);
    const isFar = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, Place>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      PageUp: { row: Math.max(0, row - page), column },
      PageDown: { row: row + page, column },
      Home: { row: isFar ? 0 : row, column: 0 },
      End: { row: isFar ? rows - 1 : row, column: columns - 1 },
    };
    const next = moves[event.key];
    if (next !== undefined) this.#move(next, true);
    else if (event.key === "Enter" || event.key === " ") this.#pickAt(this.#active);
    else return;
    event.preventDefault();
  }

  #onClick({ target }: MouseEvent): void {
    const cell = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    if (cell === null) return;
    const place = { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]) };
    this.#move(place, true);
    this.#pickAt(place);
  }

  #pickAt({ row, column }: Place): void {
    if (row >= 0 && column >= 0) this.#pick(row, column);
  }

  #move({ row, column }: Place, focus: boolean): void {
    const { rows, columns } = this.#source;
    this.#active = { row: clamp(row, rows), column: clamp(column, columns) };
    this.#reveal();
    this.#render();
    if (focus) this.#focused()?.focus({ preventScroll: true });
  }

  #reveal(): void {
    const { row, column } = this.#active;
    const { clientHeight, clientWidth } = this.element;
    if (row >= 0) this.element.scrollTop = near(this.element.scrollTop, row * ROW, ROW, clientHeight - HEADS);
    if (column >= 0)
      this.element.scrollLeft = near(this.element.scrollLeft, column * COLUMN, COLUMN, clientWidth - this.#side);
  }
}

const NOTHING = { text: "", title: "" };
const EMPTY: GridSource = {
  rows: 0,
  columns: 0,
  rowHead: () => NOTHING,
  columnHead: () => NOTHING,
  cell: () => ({ text: "", class: "", label: "" }),
};

/** What is in sight of one direction, in pixels; `step` is the size of one. */
interface Sight {
  readonly from: number;
  readonly length: number;
  readonly step: number;
}

/** What is in sight, and the one that has the focus wherever it is. */
function range({ from, length, step }: Sight, count: number, active: number): number[] {
  const first = Math.max(0, Math.floor(from / step) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((from + Math.max(length, 0)) / step) + BEYOND);
  const seen = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (active < 0 || active >= count || seen.includes(active)) return seen;
  return active < first ? [active, ...seen] : [...seen, active];
}

/** The least scrolling after which something is in sight. */
function near(scrolled: number, start: number, size: number, length: number): number {
  if (start < scrolled) return start;
  return Math.max(scrolled, start + size - length);
}

function clamp(index: number, count: number): number {
  return Math.max(-1, Math.min(count - 1, index));
}

/** By the object model: an attribute `style` is what the page's policy forbids. */
function size(element: HTMLElement, pixels: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(pixels)) element.style.setProperty(name, `${value}px`);
}
