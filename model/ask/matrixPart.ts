/** A part of the access matrix: some rows, some columns, what one client gives. */
import { globMatches } from "../routes/groupsClaim";
import type { AccessMatrix, MatrixRow } from "./matrix";

/** Globs; a name that matches one of a list is kept. An empty list keeps all. */
export interface MatrixFilter {
  readonly groups?: readonly string[];
  readonly clients?: readonly string[];
  readonly apis?: readonly string[];
  readonly scopes?: readonly string[];
}

const keeps = (globs: readonly string[] = [], name: string) =>
  globs.length === 0 || globs.some((glob) => globMatches(glob, name));

/**
 * The rows and columns that are asked for. Where scopes are given, a route stays that asks for one of them. Where APIs are
 * given, a scope stays that one of their routes asks for. Where clients are given, a row stays that has anything there.
 */
export function matrixPart(matrix: AccessMatrix, filter: MatrixFilter): AccessMatrix {
  const { groups = [], clients = [], apis = [], scopes = [] } = filter;
  const inApi = (name: string) => keeps(apis, name.slice(0, name.indexOf(" ")));
  const routes = matrix.routes.filter(
    ({ name, scopes: asked }) => inApi(name) && (scopes.length === 0 || asked.some((scope) => keeps(scopes, scope))),
  );
  const asked = new Set(routes.flatMap((route) => route.scopes));
  const kept = matrix.scopes.filter(({ name }) => keeps(scopes, name) && (apis.length === 0 || asked.has(name)));
  const rows = matrix.rows
    .filter(({ principal, kind }) =>
      kind === "group" ? keeps(groups, principal) : groups.length === 0 || keeps(groups, principal),
    )
    .map((row) => ({ ...row, scopes: atClients(row.scopes, clients), routes: atClients(row.routes, clients) }))
    .filter((row) => clients.length === 0 || Object.keys(row.scopes).length > 0);
  return { scopes: kept, routes, rows };
}

function atClients(cells: MatrixRow["scopes"], clients: readonly string[]): MatrixRow["scopes"] {
  if (clients.length === 0) return cells;
  const left = Object.entries(cells).map(
    ([name, at]) => [name, at.filter((client) => keeps(clients, client))] as const,
  );
  return Object.fromEntries(left.filter(([, at]) => at.length > 0));
}
