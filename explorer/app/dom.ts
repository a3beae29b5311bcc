/** Elements, made by name. Whatever text comes from a model becomes a text node, or the value of a harmless attribute. */

/** What can stand in an element. */
export type Child = Node | string | number | undefined | false | readonly Child[];

/** Attributes and listeners. An attribute that is undefined or false is left out; true is an empty one. */
export type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value as (event: Event) => void);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child as readonly Child[]);
    else element.append(child instanceof Node ? child : String(child));
  }
}

/** A name of the model. */
export const code = (text: string): HTMLElement => h("code", {}, text);

/** Names with blanks between them; `none` where there is none. */
export function codes(texts: readonly string[], none = "none"): Child {
  return texts.length === 0 ? none : texts.flatMap((text, index) => (index === 0 ? [code(text)] : [" ", code(text)]));
}

/** A text in which names stand between backticks. */
export function ticked(text: string): Child {
  return text.split("`").map((part, index) => (index % 2 === 1 ? code(part) : part));
}

/** A table that scrolls by itself where it is too wide. @param label what it is, for who cannot see it */
export function table(label: string, head: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  if (rows.length === 0) return h("p", { class: "quiet" }, "None.");
  const cells = rows.map((row) =>
    h(
      "tr",
      {},
      row.map((cell) => h("td", {}, cell)),
    ),
  );
  const headCells = head.map((text) => h("th", { scope: "col" }, text));
  return h(
    "div",
    { class: "scroll", role: "region", "aria-label": label, tabindex: 0 },
    h("table", {}, h("thead", {}, h("tr", {}, headCells)), h("tbody", {}, cells)),
  );
}

let fields = 0;

/** A field below its label. */
export function labelled(text: string, field: HTMLElement): HTMLElement {
  field.id = `field-${(fields += 1)}`;
  return h("div", { class: "field" }, h("label", { for: field.id }, text), field);
}

/** A list to choose one of. */
export function select(
  options: readonly (readonly [value: string, text: string])[],
  onChange: () => void = () => undefined,
): HTMLSelectElement {
  return h(
    "select",
    { change: onChange },
    options.map(([value, text]) => h("option", { value }, text)),
  );
}

/** Boxes to tick, with what is ticked. */
export interface Boxes {
  readonly element: HTMLFieldSetElement;
  readonly chosen: () => string[];
  /** Ticks exactly these. */
  readonly choose: (names: readonly string[]) => void;
}

export function boxes(legend: string, names: readonly string[], onChange: () => void = () => undefined): Boxes {
  const all = names.map((name) => ({ name, box: h("input", { type: "checkbox", value: name, change: onChange }) }));
  return {
    element: h(
      "fieldset",
      {},
      h("legend", {}, legend),
      h(
        "div",
        { class: "all" },
        all.map(({ name, box }) => h("label", {}, box, name)),
      ),
    ),
    chosen: () => all.filter(({ box }) => box.checked).map(({ name }) => name),
    choose: (wanted) => {
      for (const { name, box } of all) box.checked = wanted.includes(name);
    },
  };
}
