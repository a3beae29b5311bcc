/** Handlers that routes name, held against the folders that there are: only known where a product's folder was looked at. */
import { compare, pathOf, unknownName, type Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { warning } from "./finding";

/** The handlers of a product. */
export interface HandlerFolders {
  /** Names of the folders that hold a function. */
  readonly names: readonly string[];
  /** Where they are, as a person would write it: `handlers`. */
  readonly place: string;
}

/** A route that names none of the folders is an error; a folder that no route names is doubtful. */
export function handlerFolderFindings(file: ParsedAccess, { names, place }: HandlerFolders): Finding[] {
  const routes = Object.entries(file.apis).flatMap(([api, entry]) => {
    return Object.entries(entry.routes).map(([key, { handler }]) => ({ path: ["apis", api, "routes", key], handler }));
  });
  const unknown = routes.flatMap(({ path, handler }): Finding[] => {
    if (handler === undefined || names.includes(handler)) return [];
    const at = pathOf([...path, "handler"]);
    const finding = unknownName({ rule: "unknown-handler", kind: "handler", path: at, value: handler, allowed: names });
    return [{ ...finding, message: `${finding.message}; looked for \`${place}/${handler}/index.ts\`` }];
  });
  const named = new Set(routes.map(({ handler }) => handler));
  const idle = names.filter((name) => !named.has(name)).sort(compare);
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
