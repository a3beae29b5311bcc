/** The matrix: groups, clients and people against scopes and routes, with filters; a cell leads to the decision behind it. */
import { accessMatrix, type MatrixRow, needsStepUp, type Reach, reachOfClients, reachOfPerson } from "../../model/ask";
import type { Access, Route } from "../../model/file";
import { actsForPeople } from "../../model/okta";
import { decisionsOn } from "./answers";
import { boxes, code, h, labelled, select } from "./dom";
import { Grid, type GridCell } from "./grid";
import type { World } from "./world";

type Kind = "group" | "service" | "client" | "person";

/** One line of the matrix; what it reaches is asked cell by cell. */
interface Line {
  readonly name: string;
  readonly kind: Kind;
  /** Keys of the groups behind it. */
  readonly groups: readonly string[];
  readonly reach: Reach;
}

export interface Column {
  readonly name: string;
  readonly sensitivity: string;
  readonly route?: Route;
  /** The scopes that it asks for: itself, if it is one. */
  readonly scopes: readonly string[];
  readonly match: "any" | "all";
  readonly api?: string;
}

const KINDS: Readonly<Record<Kind, string>> = {
  group: "groups",
  service: "service clients",
  client: "clients with users",
  person: "people",
};

const NOT_PUBLIC = "routes";

export function matrixView(world: World): HTMLElement {
  const { access } = world;
  const guarded = new Set([...access.scopes.values()].filter(({ stepUp }) => stepUp).map(({ name }) => name));
  const lines = linesOf(world);
  const columns = columnsOf(access);
  let [shownLines, shownColumns] = [lines, columns];
  const status = h("p", { role: "status", class: "quiet" });
  const answer = h("section", { "aria-live": "polite", "aria-label": "The decision behind the chosen cell" });
  const grid = new Grid("Access matrix", "who ↓  what →", (row, column) => {
    const [line, chosen] = [shownLines[row], shownColumns[column]];
    if (line && chosen) answer.replaceChildren(...behind(world, line, chosen));
  });
  const apply = () => {
    const client = at.value;
    shownLines = lines.filter(({ name, kind }) => kinds.chosen().includes(KINDS[kind]) && has(name, who.value));
    shownColumns = columns.filter(
      ({ name, route, sensitivity, scopes }) =>
        things.chosen().includes(route === undefined ? "scopes" : NOT_PUBLIC) &&
        has(name, what.value) &&
        (level.value === "" || sensitivity === level.value) &&
        (!marked.checked || scopes.some((scope) => guarded.has(scope))),
    );
    status.textContent = `${counted(shownLines.length, "row")} and ${counted(shownColumns.length, "column")} of ${lines.length} and ${columns.length}`;
    grid.show({
      rows: shownLines.length,
      columns: shownColumns.length,
      rowHead: (row) => ({ text: rowName(shownLines[row]!), title: rowName(shownLines[row]!) }),
      columnHead: (column) => ({ text: columnName(shownColumns[column]!), title: columnName(shownColumns[column]!) }),
      cell: (row, column) => cellOf(shownLines[row]!, shownColumns[column]!, client, guarded),
    });
  };
  const who = h("input", { type: "search", input: apply, autocomplete: "off" });
  const what = h("input", { type: "search", input: apply, autocomplete: "off" });
  const marked = h("input", { type: "checkbox", change: apply });
  const at = select([["", "any client"], ...[...access.clients.keys()].map((key) => [key, key] as const)], apply);
  const level = select([["", "any"], ...["low", "medium", "high"].map((one) => [one, one] as const)], apply);
  const present = Object.values(KINDS).filter((name) => lines.some(({ kind }) => KINDS[kind] === name));
  const kinds = boxes("Rows", present, apply);
  const things = boxes("Columns", ["scopes", NOT_PUBLIC], apply);
  kinds.choose(present);
  things.choose(["scopes", NOT_PUBLIC]);
  const view = h(
    "div",
    {},
    h("h2", {}, "Who may do what"),
    h(
      "p",
      { class: "quiet" },
      h("span", { class: "yes-mark" }, "yes"),
      " at one client at least; ",
      h("span", { class: "plus-mark" }, "yes+"),
      " after a step-up; empty: denied. A route with * also asks for another group. Arrow keys move in the grid, Enter shows why.",
    ),
    h(
      "div",
      { class: "fields" },
      labelled("Who has in its name", who),
      labelled("Scope or route has in its name", what),
      labelled("At client", at),
      labelled("Sensitivity", level),
      h("label", { class: "tick" }, marked, "Needs a step-up"),
    ),
    h("div", { class: "fields" }, kinds.element, things.element),
    status,
    grid.element,
    answer,
    publicRoutes(access),
  );
  apply();
  return view;
}

function linesOf({ access, data }: World): Line[] {
  const matrix = accessMatrix(access);
  const clients = reachOfClients(access);
  const nameOf = new Map(
    [...access.apis.values()].flatMap((api) => api.routes.map((route) => [route, `${api.key} ${route.key}`] as const)),
  );
  return [
    ...matrix.rows.map((row): Line => ({
      name: row.principal,
      kind: row.kind,
      groups: row.kind === "group" ? [row.principal] : [],
      reach: reachOfRow(nameOf, row),
    })),
    ...[...access.clients.values()].filter(actsForPeople).map((client): Line => ({
      name: client.key,
      kind: "client",
      groups: [],
      reach: clients(client.key),
    })),
    ...Object.entries(data.people).map(([name, named]): Line => {
      const groups = named.filter((key) => access.groups.has(key));
      return { name, kind: "person", groups, reach: reachOfPerson(access, groups) };
    }),
  ];
}

function reachOfRow(nameOf: ReadonlyMap<Route, string>, { scopes, routes }: MatrixRow): Reach {
  return { scope: (name) => scopes[name] ?? [], route: (route) => routes[nameOf.get(route)!] ?? [] };
}

function columnsOf(access: Access): Column[] {
  const scopes = [...access.scopes.values()].map(({ name, sensitivity }): Column => {
    return { name, sensitivity, scopes: [name], match: "all" };
  });
  const routes = [...access.apis.values()].flatMap((api) =>
    api.routes.flatMap((route): Column[] => {
      const asked = route.access;
      if (asked.kind === "public") return [];
      const levels = asked.scopes.map((scope) => access.scopes.get(scope)!.sensitivity);
      const sensitivity = ["high", "medium", "low"].find((one) => levels.some((level) => level === one)) ?? "low";
      return [
        { name: `${api.key} ${route.key}`, sensitivity, route, scopes: asked.scopes, match: asked.match, api: api.key },
      ];
    }),
  );
  return [...scopes, ...routes];
}

function cellOf(line: Line, column: Column, client: string, guarded: ReadonlySet<string>): GridCell {
  const at = column.route === undefined ? line.reach.scope(column.name) : line.reach.route(column.route);
  const clients = client === "" ? at : at.filter((key) => key === client);
  if (clients.length === 0) return { text: "", class: "", label: "denied" };
  const isPlus = needsStepUp(column, (scope) => line.reach.scope(scope).length > 0, guarded);
  const label = `yes, at ${clients.join(", ")}${isPlus ? ", after a step-up" : ""}`;
  return isPlus ? { text: "yes+", class: "plus", label } : { text: "yes", class: "yes", label };
}

function behind(world: World, line: Line, column: Column): HTMLElement[] {
  const head = h("h3", {}, code(line.name), ` (${line.kind}) and `, code(column.name));
  if (line.kind !== "client") return [head, ...decisionsOn(world, line, column)];
  const at = column.route === undefined ? line.reach.scope(column.name) : line.reach.route(column.route);
  const text =
    at.length === 0
      ? "Nobody has this through this client."
      : "There are people who have this through this client; who, “Who can” says.";
  return [head, h("p", {}, text)];
}

function rowName({ name, kind }: Line): string {
  return kind === "group" ? name : `${name} (${kind})`;
}

function columnName({ name, route }: Column): string {
  const asked = route?.access;
  return asked?.kind === "scopes" && asked.groups.length > 0 ? `${name} *` : name;
}

function has(name: string, wanted: string): boolean {
  return name.toLowerCase().includes(wanted.trim().toLowerCase());
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function publicRoutes(access: Access): HTMLElement | undefined | string {
  const open = [...access.apis.values()].flatMap((api) =>
    api.routes.flatMap((route) =>
      route.access.kind === "public" ? [h("li", {}, code(`${api.key} ${route.key}`), `: ${route.access.reason}`)] : [],
    ),
  );
  return open.length === 0 ? "" : h("div", {}, h("h3", {}, "Open to everybody"), h("ul", {}, open));
}
