/** Keys that have changed: an entry goes on with what another one was, and with nothing that is still there. */
import { type Finding, error } from "../../findings";
import type { ParsedAccess } from "../schema";

/** What is wrong with the `was` of clients and groups. */
export function renamedFindings({ clients, groups }: ParsedAccess): Finding[] {
  return [...inKind("clients", clients), ...inKind("groups", groups)];
}

function inKind(kind: string, entries: Readonly<Record<string, { readonly was?: string }>>): Finding[] {
  const taken = new Map<string, string>();
  return Object.entries(entries).flatMap(([key, { was }]) => {
    if (was === undefined) return [];
    const path = [kind, key, "was"];
    if (was === key) return [error("was", path, "is the key itself; leave the field out")];
    if (Object.hasOwn(entries, was))
      return [error("was", path, `\`${kind}.${was}\` is still in the file, so that it cannot be what \`${key}\` was`)];
    const other = taken.get(was);
    if (other !== undefined)
      return [error("was", path, `\`${kind}.${other}\` was \`${was}\` already: one entry alone goes on with it`)];
    taken.set(was, key);
    return [];
  });
}
