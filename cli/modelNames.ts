/** The names in an access file and in what stands beside it, as a shell completes them: read as text, since Tab must run nothing. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { keysIn } from "./places";

export const NAME_KINDS = ["scopes", "groups", "clients", "apis", "routes", "people", "stacks"] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** Characters that could move a terminal's cursor, or end a line: such a name is not completed. */
const NOT_SHOWN = /[\p{Cc}\p{Cf}]/u;

/** What is written out in the file, in its order; none where the file is not there or cannot be read. */
export function modelNames(kind: NameKind, model: string): string[] {
  try {
    return [...new Set(read(kind, model))].filter((name) => !NOT_SHOWN.test(name));
  } catch {
    return [];
  }
}

function read(kind: NameKind, model: string): string[] {
  const folder = path.dirname(path.resolve(model));
  if (kind === "stacks")
    return readdirSync(folder).flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.slice(1) ?? []);
  const file = kind === "people" ? path.join(folder, "people.ts") : model;
  if (!existsSync(file)) return [];
  const keys = keysIn(file);
  if (kind === "people") return keys([]);
  return kind === "routes" ? keys(["apis"]).flatMap((api) => keys(["apis", api, "routes"])) : keys([kind]);
}
