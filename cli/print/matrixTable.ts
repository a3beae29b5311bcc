/** The access matrix as a table of texts, from which each format is made. */
import { type AccessMatrix, type MatrixRow, needsStepUp } from "../../model/ask";

/** Texts, not yet escaped for any format. */
export interface MatrixTable {
  /** `scope or route`, then groups and service clients. */
  readonly head: readonly string[];
  /** One for each scope and each route. */
  readonly rows: readonly (readonly string[])[];
  /** What the marks mean, and which routes are public. */
  readonly notes: readonly string[];
}

/** How a cell is written. */
export interface MatrixView {
  /** Whether a cell names the clients, and does not only say that there is one. @default false */
  readonly byClient?: boolean;
}

/** At every client of the column that has it; `+`: after a step-up. An empty cell: denied. */
const YES = "yes";

/** Scopes and routes as rows, groups and service clients as columns. */
export function matrixTable(
  { scopes, routes, rows }: AccessMatrix,
  { byClient = false }: MatrixView = {},
): MatrixTable {
  const stepUp = new Set(scopes.filter((scope) => scope.stepUp !== null).map(({ name }) => name));
  const closed = routes.filter((route) => route.public === null);
  const cell = ({ kind }: MatrixRow, has: readonly string[] | undefined, guarded: boolean) => {
    if (has === undefined) return "";
    const words = byClient && kind === "group" ? has.join(", ") : YES;
    return guarded ? `${words}+` : words;
  };
  return {
    head: ["scope or route", ...rows.map(column)],
    rows: [
      ...scopes.map(({ name }) => [name, ...rows.map((row) => cell(row, row.scopes[name], stepUp.has(name)))]),
      ...closed.map((route) => [
        route.groups.length === 0 ? route.name : `${route.name} *`,
        ...rows.map((row) =>
          cell(
            row,
            row.routes[route.name],
            needsStepUp(route, (scope) => row.scopes[scope] !== undefined, stepUp),
          ),
        ),
      ]),
    ],
    notes: [
      byClient
        ? "the clients at which it is so; yes: the service client itself; +: after a step-up; empty: denied"
        : "yes: at one client at least; yes+: after a step-up; empty: denied",
      ...routes
        .filter((route) => route.groups.length > 0)
        .map((route) => `* ${route.name}: also asks for a group that matches ${route.groups.join(" or ")}`),
      ...routes.flatMap((route) => (route.public === null ? [] : [`public: ${route.name} (${route.public})`])),
    ],
  };
}

function column({ principal, kind }: MatrixRow): string {
  return kind === "service" ? `${principal} (service)` : principal;
}
