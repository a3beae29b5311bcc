/** Routes beside each other: two that catch the same requests, and one by which a stricter one is reached. */
import { type Finding, error, warning } from "../../findings";
import { acrSatisfies } from "../../okta/acr";
import { hiddenRoute } from "../../routes/matchRouteKey";
import { parseRouteKey } from "../../routes/routeKey";
import { strictestStepUp } from "../../routes/routeRequirements";
import type { Access, Api, Route } from "../access";
import type { ParsedAccess } from "../schema";
import { SENSITIVITIES } from "../sensitivity";

/** Two keys that differ only in the names of parameters: which of the two decides is nobody's to say. */
export function routeShadowFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([apiKey, { routes }]) => {
    const first = new Map<string, string>();
    return Object.keys(routes).flatMap((key): Finding[] => {
      const shape = parseRouteKey(key)?.shape;
      if (shape === undefined) return [];
      const other = first.get(shape);
      if (other === undefined) first.set(shape, key);
      return other === undefined ? [] : [shadow(apiKey, key, other)];
    });
  });
}

function shadow(apiKey: string, key: string, other: string): Finding {
  return error(
    "route-shadow",
    ["apis", apiKey, "routes", key],
    `catches the same requests as \`${other}\`; keep one of the two`,
  );
}

interface Shape {
  readonly key: string;
  readonly method: string;
  /** Undefined stands for a variable. */
  readonly parts: readonly (string | undefined)[];
}

/**
 * `GET /a/{x}` and `GET /{y}/b` both catch `/a/b`, and which of them decides is up to the gateway: API Gateway only says
 * that the most exact one does. `GET /users/me` beside `GET /users/{id}` is the more exact one, and fine.
 */
export function routeOverlapFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([apiKey, { routes }]) => {
    const shapes = Object.keys(routes).flatMap((key) => shapeOf(key) ?? []);
    return shapes.flatMap((shape, index) => {
      const other = shapes.slice(0, index).find((earlier) => isUndecided(shape, earlier));
      return other === undefined ? [] : [overlap(apiKey, shape, other)];
    });
  });
}

function shapeOf(key: string): Shape | undefined {
  const parsed = parseRouteKey(key);
  if (parsed === undefined) return undefined;
  const parts = parsed.path.split("/").slice(1);
  return { key, method: parsed.method, parts: parts.map((part) => (part.startsWith("{") ? undefined : part)) };
}

function isUndecided({ method, parts }: Shape, other: Shape): boolean {
  if (method !== other.method || parts.length !== other.parts.length) return false;
  let more = false;
  let less = false;
  for (const [index, part] of parts.entries()) {
    const beside = other.parts[index];
    if (part !== undefined && beside !== undefined && part !== beside) return false;
    more ||= part !== undefined && beside === undefined;
    less ||= part === undefined && beside !== undefined;
  }
  return more && less;
}

function overlap(apiKey: string, shape: Shape, other: Shape): Finding {
  const both = shape.parts.map((part, index) => part ?? other.parts[index] ?? "x");
  return error(
    "route-shadow",
    ["apis", apiKey, "routes", shape.key],
    `catches \`/${both.join("/")}\` as \`${other.key}\` does, and neither is the more exact one; change one of the two paths`,
  );
}

/**
 * A gateway that decodes a path after it has found the route takes `/users/%6De` for `GET /users/{id}`, and what comes after
 * it may read `/users/me`. Our functions refuse that; an address behind a gateway cannot be made to. Many a server takes `/Users`
 * for `/users`. `HEAD` is answered like
 * `GET` by most servers, and tells as much by its status and its headers.
 */
export function routeSiblingFindings(access: Access): Finding[] {
  return [...access.apis.values()].flatMap((api) =>
    api.routes.flatMap((route) => {
      const catches = catcherOf(route);
      const less = api.routes
        .filter((sibling) => isBeside(route, sibling, catches))
        .map((sibling) => ({ sibling, what: lessThan(access, route, sibling) }))
        .find(({ what }) => what !== undefined);
      return less === undefined ? [] : [finding(api, route, less.sibling, less.what!)];
    }),
  );
}

/** Whether a request to the sibling could be spelled as one to the route, or be asked by `HEAD` for the same. */
function isBeside(route: Route, sibling: Route, catches: (sibling: Route) => boolean): boolean {
  if (route === sibling) return false;
  const byHead = route.method === "HEAD" && sibling.method === "GET";
  if (route.method !== sibling.method && !byHead) return false;
  if (byHead && withoutNames(route) === withoutNames(sibling)) return true;
  return catches(sibling) || withoutNames(route).toLowerCase() === withoutNames(sibling).toLowerCase();
}

const withoutNames = ({ path }: Route) => path.replace(/\{[^}]*\}/g, "{}");

/** Whether values of the route's variables, one of which may hold a slash, make it the path of another route. */
function catcherOf({ path, method }: Route): (sibling: Route) => boolean {
  const variables = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name!);
  if (variables.length === 0) return () => false;
  const parts = path.split("/").map((part) => (part.startsWith("{") ? "(.+)" : escaped(part)));
  const pattern = new RegExp(`^${parts.join("/")}$`);
  return (sibling) => {
    const found = pattern.exec(sibling.path);
    if (found === null) return false;
    const values = Object.fromEntries(variables.map((name, index) => [name, found[index + 1]!]));
    const keys = [`${method} ${path}`, `${method} ${sibling.path}`];
    return hiddenRoute(keys, keys[0]!, values) === keys[1];
  };
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
