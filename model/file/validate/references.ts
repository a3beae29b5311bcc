/**
 * Every place where one entry names another: is it defined, is it named once, do scopes not imply each other in a circle,
 * and is what an entry was gone?
 */
import { type Finding, error, pathOf, printable, unknownName } from "../../findings";
import { isOidcScope } from "../../okta/oidcScopes";
import type { ParsedAccess } from "../schema";

/** Names to which an entry may refer. */
export interface DefinedNames {
  readonly scopes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

interface List {
  readonly kind: "scope" | "group";
  readonly path: readonly PropertyKey[];
  readonly names: readonly string[];
}

/** Undefined and repeated names, in the order of the file. */
export function referenceFindings(file: ParsedAccess, defined: DefinedNames): Finding[] {
  const allowed = { scope: [...defined.scopes], group: [...defined.groups] };
  return [
    ...lists(file).flatMap((list) => [
      ...undefinedNames(list, list.kind === "scope" ? defined.scopes : defined.groups, allowed[list.kind]),
      ...repeatedNames(list),
    ]),
    ...plainLists(file).flatMap(repeatedNames),
  ];
}

function undefinedNames(
  { kind, path, names }: List,
  known: ReadonlySet<string>,
  allowed: readonly string[],
): Finding[] {
  return names.flatMap((value, index): Finding[] => {
    if (known.has(value)) return [];
    const at = [...path, index];
    if (kind === "scope" && isOidcScope(value)) return [oidcScopeHere(at, value)];
    return [unknownName({ rule: `unknown-${kind}`, kind, path: pathOf(at), value, allowed })];
  });
}

function oidcScopeHere(path: readonly PropertyKey[], value: string): Finding {
  return error(
    "unknown-scope",
    path,
    `\`${value}\` is an OIDC scope, which every server has: it belongs in a client's \`oidcScopes\``,
  );
}

function repeatedNames({ path, names }: Pick<List, "path" | "names">): Finding[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [error("repeated", [...path, index], `\`${name}\` stands in the list twice; remove one of the two`)],
  );
}

function lists(file: ParsedAccess): List[] {
  return [
    ...entries(file.scopes, "scopes", (scope) => [["scope", ["implies"], scope.implies]]),
    ...entries(file.groups, "groups", (group) => [
      ["scope", ["scopes"], group.scopes],
      ["group", ["separate"], group.separate],
    ]),
    ...entries(file.clients, "clients", (client) => [
      ["scope", ["scopes"], client.scopes === "all" ? [] : client.scopes],
      ["group", ["assignedTo"], client.assignedTo ?? []],
      ["group", ["oktaAdminRole", "groups"], roleGroups(client)],
      ["group", ["reach"], client.reach ?? []],
    ]),
    ...Object.entries(file.clients).flatMap(([key, { requests }]) =>
      (typeof requests === "string" ? [] : requests).map((names, index): List => ({
        kind: "scope",
        path: ["clients", key, "requests", index],
        names,
      })),
    ),
    ...(file.combinations.occurring ?? []).map((names, index): List => ({
      kind: "group",
      path: ["combinations", "occurring", index],
      names,
    })),
    ...entries(file.claims, "claims", (claim) => [["scope", ["scopes"], claim.scopes]]),
    ...Object.entries(file.apis).flatMap(([key, api]) =>
      entries(api.routes, "routes", ({ scopes = [] }) => [
        "all" in scopes ? ["scope", ["scopes", "all"], scopes.all] : ["scope", ["scopes"], scopes],
      ]).map((list) => ({ ...list, path: ["apis", key, ...list.path] })),
    ),
  ];
}

function roleGroups({ oktaAdminRole: role }: ParsedAccess["clients"][string]): readonly string[] {
  return role === undefined || typeof role === "string" || role.groups === "all" ? [] : role.groups;
}

type Row = readonly [kind: "scope" | "group", field: readonly string[], names: readonly string[]];

function entries<T>(record: Readonly<Record<string, T>>, root: string, rows: (entry: T) => readonly Row[]): List[] {
  return Object.entries(record).flatMap(([key, entry]) =>
    rows(entry).map(([kind, field, names]) => ({ kind, path: [root, key, ...field], names })),
  );
}

/** Lists of names that refer to nothing in the file: only repetition can be wrong with them here. */
function plainLists(file: ParsedAccess): Pick<List, "path" | "names">[] {
  const stacks = (["scopes", "groups", "clients"] as const).flatMap((root) =>
    Object.entries(file[root]).map(([key, entry]) => ({ path: [root, key, "stacks"], names: entry.stacks ?? [] })),
  );
  const clients = Object.entries(file.clients).flatMap(([key, client]) => [
    { path: ["clients", key, "grants"], names: client.grants ?? [] },
    { path: ["clients", key, "oidcScopes"], names: client.oidcScopes ?? [] },
    { path: ["clients", key, "oktaApiScopes"], names: client.oktaApiScopes },
    {
      path: ["clients", key, "oktaAdminRole", "permissions"],
      names: typeof client.oktaAdminRole === "object" ? client.oktaAdminRole.permissions : [],
    },
  ]);
  return [...stacks, ...clients];
}

/** One finding per circle, at the scope of it that stands first in the file. */
export function impliesFindings({ scopes }: ParsedAccess): Finding[] {
  const done = new Set<string>();
  const findings: Finding[] = [];
  const walk = (name: string, above: readonly string[]): void => {
    const start = above.indexOf(name);
    if (start !== -1) findings.push(circle([...above.slice(start), name]));
    if (done.has(name) || start !== -1) return;
    for (const implied of impliedBy(scopes, name)) walk(implied, [...above, name]);
    done.add(name);
  };
  for (const name of Object.keys(scopes)) walk(name, []);
  return findings;
}

function impliedBy(scopes: ParsedAccess["scopes"], name: string): readonly string[] {
  return Object.hasOwn(scopes, name) ? scopes[name]!.implies : [];
}

function circle(names: readonly string[]): Finding {
  const chain = names.map((name) => `\`${printable(name)}\``).join(" → ");
  return error(
    "implies-cycle",
    ["scopes", names[0]!, "implies"],
    `scopes imply each other in a circle: ${chain}; remove one step of it`,
  );
}

/**
 * What is wrong with the `was` of clients and groups: an entry goes on with what another one was, and with nothing that is
 * still there.
 */
export function renamedFindings({ clients, groups }: ParsedAccess): Finding[] {
  return [...renamedIn("clients", clients), ...renamedIn("groups", groups)];
}

function renamedIn(kind: string, entries: Readonly<Record<string, { readonly was?: string }>>): Finding[] {
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
