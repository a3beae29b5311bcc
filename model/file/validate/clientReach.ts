/** Clients from outside that may call functions about anybody at all. */
import { names, type Finding } from "../../findings";
import { parametersOf, parseRouteKey } from "../../routes/routeKey";
import { scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";
import { warning } from "./finding";

type ParsedClient = ParsedAccess["clients"][string];

/**
 * A route with a variable is about somebody or something that the caller names. A client from outside that may call one may
 * name an employee as well as a customer, unless the function knows whose members it may touch.
 */
export function clientReachFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.clients).flatMap(([key, client]) => {
    if (client.exposure !== "external" || client.reach !== undefined) return [];
    const routes = Object.values(file.apis).flatMap(({ routes }) =>
      Object.entries(routes).flatMap(([route, entry]) => {
        const isAbout = parametersOf(parseRouteKey(route)?.path ?? "").length > 0 && entry.handler !== undefined;
        return isAbout && mayCall(file, client, scopesOf(entry)) ? [route] : [];
      }),
    );
    return routes.length === 0 ? [] : [unbounded(key, routes)];
  });
}

function mayCall(
  { scopes: declared }: ParsedAccess,
  { scopes: ceiling, exposure }: ParsedClient,
  { match, scopes }: ReturnType<typeof scopesOf>,
): boolean {
  const holds = (scope: string) =>
    ceiling === "all" ? declared[scope]?.exposure === exposure : ceiling.includes(scope);
  return scopes.length > 0 && (match === "all" ? scopes.every(holds) : scopes.some(holds));
}

function unbounded(client: string, routes: readonly string[]): Finding {
  return warning(
    "client-reach",
    ["clients", client],
    `is external and may call ${names(routes.slice(0, 3))}${routes.length > 3 ? " and others" : ""} about anybody, employees too; name the groups whose members it may act on in \`reach\``,
  );
}
