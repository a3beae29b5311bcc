/** Handlers: the functions of a product, as which clients act and to which routes lead. */
import { type Finding, compare, error, names, pathOf, unknownName, warning } from "../../findings";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import type { ParsedAccess } from "../schema";

/** What is wrong with `handler` of a client. */
export function handlerFindings(file: ParsedAccess): Finding[] {
  const apis = apisByHandler(file);
  return Object.entries(file.clients).flatMap(([key, { handler, type }]) => {
    if (handler === undefined) return [];
    return [...typeFindings(key, type), ...placeFindings(key, handler, apis), ...soleFindings(file, key, handler)];
  });
}

/** A browser and a phone cannot keep a key; a client of theirs is never a function of this program. */
function typeFindings(key: string, type: ParsedAccess["clients"][string]["type"]): Finding[] {
  const keeping = Object.entries(CLIENT_TYPES).filter(
    ([, { tokenEndpointAuthMethod }]) => tokenEndpointAuthMethod !== "none",
  );
  if (keeping.some(([name]) => name === type)) return [];
  const allowed = names(keeping.map(([name]) => name));
  return [
    error(
      "client-handler",
      ["clients", key, "handler"],
      `a client of type \`${type}\` cannot keep a key, so no function acts as it (allowed: ${allowed}); remove the field`,
    ),
  ];
}

function placeFindings(key: string, handler: string, apis: ReadonlyMap<string, readonly string[]>): Finding[] {
  const path = ["clients", key, "handler"];
  const places = apis.get(handler);
  if (places === undefined) {
    const allowed = [...apis.keys()];
    return [unknownName({ rule: "unknown-handler", kind: "handler", path: pathOf(path), value: handler, allowed })];
  }
  if (places.length === 1) return [];
  return [
    error(
      "client-handler",
      path,
      `\`${handler}\` answers at the APIs ${names(places)}, each with a function of its own, and a key is for one function alone; give each API a handler of its own`,
    ),
  ];
}

/** One application of Okta's own API for each function, so that its log and its role say which function it was. */
function soleFindings(file: ParsedAccess, key: string, handler: string): Finding[] {
  if (file.clients[key]!.oktaApiScopes.length === 0) return [];
  const others = Object.entries(file.clients)
    .filter(([other, client]) => other !== key && client.handler === handler && client.oktaApiScopes.length > 0)
    .map(([other]) => other);
  return others.length === 0
    ? []
    : [
        error(
          "client-handler",
          ["clients", key, "handler"],
          `\`${handler}\` has the \`oktaApiScopes\` of ${names([key, ...others])}; give it one client for Okta's own API`,
        ),
      ];
}

function apisByHandler(file: ParsedAccess): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [api, { routes }] of Object.entries(file.apis)) {
    for (const handler of new Set(Object.values(routes).flatMap((route) => route.handler ?? []))) {
      found.set(handler, [...(found.get(handler) ?? []), api]);
    }
  }
  return found;
}

/** The handlers of a product. */
export interface HandlerFolders {
  /** Names of the folders that hold a function. */
  readonly names: readonly string[];
  /** Where they are, as a person would write it: `handlers`. */
  readonly place: string;
  /** Names that a stack gives to target groups of containers, to which routes of a load balancer lead as to a handler. */
  readonly targetGroups?: readonly string[];
}

/** A route that names none of the folders is an error; a folder that no route names is doubtful. */
export function handlerFolderFindings(
  file: ParsedAccess,
  { names: folders, place, targetGroups = [] }: HandlerFolders,
): Finding[] {
  const routes = Object.entries(file.apis).flatMap(([api, { routes: entries, profile }]) => {
    const allowed = profile === "alb" ? [...folders, ...targetGroups] : folders;
    return Object.entries(entries).map(([key, { handler }]) => ({
      path: ["apis", api, "routes", key],
      handler,
      allowed,
    }));
  });
  const unknown = routes.flatMap(({ path, handler, allowed }): Finding[] => {
    if (handler === undefined || allowed.includes(handler)) return [];
    const at = pathOf([...path, "handler"]);
    const finding = unknownName({
      rule: "unknown-handler",
      kind: "handler",
      path: at,
      value: handler,
      allowed,
    });
    return [{ ...finding, message: `${finding.message}; looked for \`${place}/${handler}/index.ts\`` }];
  });
  const named = new Set(routes.map(({ handler }) => handler));
  const idle = folders.filter((name) => !named.has(name)).sort(compare);
  return [
    ...unknown,
    ...idle.map((name) =>
      warning(
        "idle-handler",
        ["apis"],
        `no route names the handler in \`${place}/${name}\`; remove the folder, or name it in a route`,
      ),
    ),
  ];
}
