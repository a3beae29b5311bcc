/** Clients and groups that go on under other keys: which those are, and the old file as it reads with the new ones. */
import type { Access, Claim, Client, Group } from "../../file/access";
import type { Finding } from "../../findings";
import { groupKeysIn, withGroupIds } from "../../okta/expressions/groups";
import { ExpressionError } from "../../okta/expressions/tokens";
import type { People } from "./principals";
import type { Renaming } from "./types";

/**
 * What has another key in the new file and is the same. Of a client the file says so (`was`). A group that exists in Okta is
 * known by its name there, whatever its key or `was` say: people are in the group, not in the key. One that the stack makes goes
 * on with its members where `was` says so. A key that both files have is never a renaming: the engine goes on with it as it is.
 */
export function renamingsOf(before: Access, after: Access): Renaming[] {
  const clients = renamed(before.clients, after.clients, (client, gone) => gone.find(({ key }) => key === client.was));
  const groups = renamed(before.groups, after.groups, (group, gone) => {
    const was = gone.find(({ key }) => key === group.was);
    return was?.managed && group.managed ? was : gone.find(({ name }) => name === group.name);
  });
  return [
    ...clients.map(([old, young]): Renaming => ({ kind: "client", before: old.key, after: young.key })),
    ...groups.map(([old, young]) => groupRenaming(old, young)),
  ];
}

/** A group under another key, with what it is called in Okta. */
export function groupRenaming(old: Group, young: Group): Renaming {
  const earlier = old.name === young.name ? {} : { earlierName: old.name };
  return { kind: "group", before: old.key, after: young.key, name: young.name, ...earlier };
}

function renamed<T extends { readonly key: string }>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  find: (young: T, gone: readonly T[]) => T | undefined,
): [old: T, young: T][] {
  const gone = [...before.values()].filter(({ key }) => !after.has(key));
  const taken = new Set<T>();
  return [...after.values()].flatMap((young): [T, T][] => {
    if (before.has(young.key)) return [];
    const old = find(
      young,
      gone.filter((one) => !taken.has(one)),
    );
    if (old === undefined) return [];
    taken.add(old);
    return [[old, young]];
  });
}

/** Old key → new one. */
type Keys = ReadonlyMap<string, string>;

/** The old keys in the place of the new ones, wherever keys stand. */
export class NewKeys {
  readonly #clients: Keys;
  readonly #groups: Keys;

  constructor(renamings: readonly Renaming[]) {
    const keys = (kind: Renaming["kind"]) =>
      new Map(renamings.filter((one) => one.kind === kind).map(({ before, after }) => [before, after]));
    this.#clients = keys("client");
    this.#groups = keys("group");
  }

  /** The old file, with the new keys of what goes on. @param after whose `was` is then nothing that has changed. */
  access(before: Access, after: Access): Access {
    if (this.#clients.size + this.#groups.size === 0) return before;
    const { occurring, ...combinations } = before.combinations;
    return {
      ...before,
      clients: underKeys(before.clients, after.clients, this.#clients, (client) => this.#client(client)),
      groups: underKeys(before.groups, after.groups, this.#groups, (group) => ({
        ...group,
        separate: this.#all(group.separate),
      })),
      claims: new Map([...before.claims].map(([name, claim]) => [name, this.#claim(claim)])),
      combinations: {
        ...combinations,
        ...(occurring === undefined ? {} : { occurring: occurring.map((keys) => this.#all(keys)) }),
      },
    };
  }

  /** People, whichever of the two files they are declared beside. */
  people(people: People): People {
    return this.#groups.size === 0 ? people : new Map([...people].map(([name, keys]) => [name, this.#all(keys)]));
  }

  /** What the check says of the old file, in the words in which it would say it of the new one. */
  finding(finding: Finding): Finding {
    const keys = new Map([...this.#clients, ...this.#groups]);
    if (keys.size === 0) return finding;
    // Keys are words joined by `-`, so that they end where no other character of a word follows.
    const words = new RegExp(`(?<![A-Za-z0-9_-])(?:${[...keys.keys()].join("|")})(?![A-Za-z0-9_-])`, "g");
    const told = (text: string) => text.replace(words, (key) => keys.get(key)!);
    return { ...finding, path: told(finding.path), message: told(finding.message) };
  }

  #all(keys: readonly string[]): string[] {
    return keys.map((key) => this.#groups.get(key) ?? key);
  }

  #client(client: Client): Client {
    const { assignedTo, reach, oktaAdminRole: role } = client;
    return {
      ...client,
      ...(assignedTo === undefined ? {} : { assignedTo: this.#all(assignedTo) }),
      ...(reach === undefined ? {} : { reach: this.#all(reach) }),
      ...(typeof role !== "object" || role.groups === "all"
        ? {}
        : { oktaAdminRole: { ...role, groups: this.#all(role.groups) } }),
    };
  }

  #claim(claim: Claim): Claim {
    if (claim.value.kind !== "expression") return claim;
    const { expression } = claim.value;
    const keys = groupKeysIn(expression);
    if (!keys.some((key) => this.#groups.has(key))) return claim;
    const ids = Object.fromEntries(keys.map((key) => [key, this.#groups.get(key) ?? key]));
    try {
      return { ...claim, value: { kind: "expression", expression: withGroupIds(expression, ids) } };
    } catch (error) {
      // With longer keys it may be longer than an expression can be: then it is told as another one.
      if (error instanceof ExpressionError) return claim;
      throw error;
    }
  }
}

/** An entry that says what it was. */
export interface Renamed {
  readonly kind: "clients" | "groups";
  readonly key: string;
  readonly was: string;
}

/** The entries of a file that say what they were. */
export function renamedIn({ clients, groups }: Pick<Access, "clients" | "groups">): Renamed[] {
  const of = (kind: Renamed["kind"], entries: ReadonlyMap<string, { readonly key: string; readonly was?: string }>) =>
    [...entries.values()].flatMap(({ key, was }) => (was === undefined ? [] : [{ kind, key, was }]));
  return [...of("clients", clients), ...of("groups", groups)];
}

/** The file with the keys that its entries had before: as an org has it until the `up` that renames them has run. */
export function withEarlierKeys(access: Access): Access {
  const back = renamedIn(access).map(({ kind, key, was }): Renaming => {
    return { kind: kind === "clients" ? "client" : "group", before: key, after: was };
  });
  // A group that the stack makes is called by its key where the file gives no name.
  const groups = [...access.groups].map(([key, group]): [string, Group] => {
    const isCalledByKey = group.managed && group.was !== undefined && group.name === key;
    return [key, isCalledByKey ? { ...group, name: group.was } : group];
  });
  return new NewKeys(back).access({ ...access, groups: new Map(groups) }, access);
}

function underKeys<T extends Client | Group>(
  entries: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  keys: Keys,
  change: (entry: T) => T,
): Map<string, T> {
  return new Map(
    [...entries].map(([old, entry]): [string, T] => {
      const key = keys.get(old);
      if (key === undefined) return [old, change(entry)];
      const { was: _was, ...rest } = change(entry);
      const was = after.get(key)?.was;
      return [key, { ...rest, key, ...(was === undefined ? {} : { was }) } as T];
    }),
  );
}
