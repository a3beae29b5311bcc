/** Routes with a step-up that a client could call with refreshed tokens, whose sign-in only grows older. */
import type { Finding } from "../../findings";
import { names } from "../../findings";
import { scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";
import { warning } from "./finding";

/**
 * No client gets a refresh token together with a scope that has a step-up. A route that takes any one of several scopes
 * asks for the strictest step-up of all of them, and a client may come with one that has none: its refreshed tokens keep
 * the time of the sign-in, so that after `maxAge` they are refused however new they are. Nothing opens by it.
 */
export function routeStepUpFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.apis).flatMap(([apiKey, { routes }]) =>
    Object.entries(routes).flatMap(([key, route]) => {
      const { match, scopes } = scopesOf(route);
      const plain = scopes.filter((scope) => file.scopes[scope]?.stepUp === undefined);
      if (match === "all" || plain.length === 0 || plain.length === scopes.length) return [];
      const clients = refreshingClients(file, plain);
      return clients.length === 0 ? [] : [refreshed(["apis", apiKey, "routes", key, "scopes"], plain, clients)];
    }),
  );
}

function refreshingClients(file: ParsedAccess, scopes: readonly string[]): string[] {
  const holds = ({ scopes: ceiling, exposure }: ParsedAccess["clients"][string], scope: string) =>
    ceiling === "all" ? file.scopes[scope]?.exposure === exposure : ceiling.includes(scope);
  return Object.entries(file.clients)
    .filter(([, client]) => client.refreshTokens && scopes.some((scope) => holds(client, scope)))
    .map(([key]) => key);
}

function refreshed(path: readonly PropertyKey[], plain: readonly string[], clients: readonly string[]): Finding {
  return warning(
    "route-step-up",
    path,
    `asks for a step-up, and ${names(clients)} may hold ${names(plain)} with a refresh token, whose sign-in grows older with every renewal; give ${plain.length === 1 ? "it" : "them"} the same \`stepUp\`, or a route of their own`,
  );
}
