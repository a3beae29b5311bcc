/** Routes with a variable that ask for less than a fixed route beside them, and routes by `HEAD` that ask for less than `GET`. */
import type { Access, Api, Route } from "../access";
import type { Finding } from "../../findings";
import { acrSatisfies } from "../../okta/acr";
import { hiddenRoute } from "../../routes/matchRouteKey";
import { strictestStepUp } from "../../routes/routeRequirements";
import { SENSITIVITIES } from "../sensitivity";
import { warning } from "./finding";

/**
 * A gateway that decodes a path after it has found the route takes `/users/%6De` for `GET /users/{id}`, and what comes after
 * it may read `/users/me`. Our functions refuse that; an address behind a gateway cannot be made to. `HEAD` is answered like
 * `GET` by most servers, and tells as much by its status and its headers.
 */
export function routeSiblingFindings(access: Access): Finding[] {
  return [...access.apis.values()].flatMap((api) =>
    api.routes.flatMap((route) => {
      const less = api.routes
        .filter((sibling) => isBeside(route, sibling))
        .map((sibling) => ({ sibling, what: lessThan(access, route, sibling) }))
        .find(({ what }) => what !== undefined);
      return less === undefined ? [] : [finding(api, route, less.sibling, less.what!)];
    }),
  );
}

/** Whether a request to the sibling could be spelled as one to the route, or be asked by `HEAD` for the same. */
function isBeside(route: Route, sibling: Route): boolean {
  if (route === sibling) return false;
  const byHead = route.method === "HEAD" && sibling.method === "GET";
  if (route.method !== sibling.method && !byHead) return false;
  if (byHead && shapeOf(route) === shapeOf(sibling)) return true;
  return catches(route, sibling);
}

const shapeOf = ({ path }: Route) => path.replace(/\{[^}]*\}/g, "{}");

/** By values of the route's variables, one of which may hold a slash. */
function catches({ path, method }: Route, sibling: Route): boolean {
  const pattern = path.split("/").map((part) => (part.startsWith("{") ? "(.+)" : escaped(part)));
  const found = new RegExp(`^${pattern.join("/")}$`).exec(sibling.path);
  if (found === null) return false;
  const variables = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name!);
  const values = Object.fromEntries(variables.map((name, index) => [name, found[index + 1]!]));
  const keys = [`${method} ${path}`, `${method} ${sibling.path}`];
  return hiddenRoute(keys, keys[0]!, values) === keys[1];
}

const escaped = (text: string) => text.replace(/[.~]/g, "\\$&");

/** In what the route asks for less than its sibling; undefined: in nothing. */
function lessThan(access: Access, { access: route }: Route, { access: sibling }: Route): string | undefined {
  if (sibling.kind === "public") return undefined;
  if (route.kind === "public") return "is public";
  const [mine, theirs] = [strictestStepUp(access, route.scopes), strictestStepUp(access, sibling.scopes)];
  if (
    theirs !== undefined &&
    (mine === undefined || !acrSatisfies(mine.acr, theirs.acr) || mine.maxAge > theirs.maxAge)
  )
    return mine === undefined ? "asks for no step-up" : "asks for a weaker step-up";
  if (sibling.groups.length > 0 && !route.groups.every((glob) => sibling.groups.includes(glob)))
    return "asks for other groups";
  if (sibling.groups.length > 0 && route.groups.length === 0) return "asks for no group";
  return least(access, route.scopes) < least(access, sibling.scopes) ? "asks for a less sensitive scope" : undefined;
}

/** The place of the least sensitive of the scopes, which is enough to call a route that takes any of them. */
function least(access: Access, scopes: readonly string[]): number {
  return Math.min(...scopes.map((name) => SENSITIVITIES.indexOf(access.scopes.get(name)!.sensitivity)));
}

function finding({ key }: Api, route: Route, sibling: Route, what: string): Finding {
  return warning(
    "route-sibling",
    ["apis", key, "routes", route.key],
    `${what}, and \`${sibling.key}\` can be reached by its spelling; ask for as much, or change one of the two paths`,
  );
}
