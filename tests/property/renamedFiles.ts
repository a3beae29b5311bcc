/** Two random access files, the second of which calls some of the clients and groups of the first by other keys. */
import * as fc from "fast-check";
import type { Access } from "../../model/file/access";
import { checkAccess } from "../../model/file/load";
import type { AccessInput } from "../../model/file/schema";
import { type Size, validAccess } from "./models";

/**
 * How a key of the second file differs. `said`: by `was`, and the stack makes the group in both files. `by name`: without a
 * word, and the group stays what it is called in Okta. `another`: by `was`, and the group has another name in Okta. `unsaid`:
 * without a word, and with another name.
 */
const WAYS = ["said", "by name", "another", "unsaid"] as const;

type Ways = ReadonlyMap<string, (typeof WAYS)[number] | undefined>;

/** One file and a later one. */
export interface Files {
  readonly before: Access;
  readonly after: Access;
}

/** Two files, and which key of the first is which one of the second. */
export interface RenamedPair extends Files {
  /** The same change undone: the second file is there, and the first one comes. */
  readonly back: Files;
  /** Key of the first → another key of the second, of what is the same. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Half of the pairs have no other keys. */
export function renamedPairs(size: Size): fc.Arbitrary<RenamedPair> {
  const way = fc.option(fc.constantFrom(...WAYS), { nil: undefined });
  const ways = fc.array(way, { minLength: size.groups + size.clients });
  const file = validAccess(size).map((one) => one.file);
  return fc.tuple(file, file, fc.oneof(fc.constant([]), ways)).map(pairOf);
}

/** A file and the same one with other keys, of which it says so. */
export function renamedOnly(size: Size): fc.Arbitrary<RenamedPair> {
  const ways = fc.array(fc.option(fc.constant("said" as const), { nil: undefined }), {
    minLength: size.groups + size.clients,
  });
  return fc.tuple(validAccess(size), ways).map(([{ file }, drawn]) => pairOf([file, file, drawn]));
}

function pairOf([first, second, drawn]: [
  AccessInput,
  AccessInput,
  readonly ((typeof WAYS)[number] | undefined)[],
]): RenamedPair {
  const groups = Object.keys({ ...first.groups, ...second.groups });
  const clients = Object.keys({ ...first.clients, ...second.clients });
  const ways: Ways = new Map([...groups, ...clients].map((key, index) => [key, drawn[index]]));
  const goesOn = (key: string) => {
    const [way, kind] = [ways.get(key), groups.includes(key) ? "groups" : "clients"] as const;
    const isThere = [first, second].every((file) => key in file[kind]);
    return isThere && (way === "said" || way === (kind === "groups" ? "by name" : "another"));
  };
  return {
    before: written(first, ways, { later: false, says: false }),
    after: written(second, ways, { later: true, says: true }),
    back: {
      before: written(second, ways, { later: true, says: false }),
      after: written(first, ways, { later: false, says: true }),
    },
    keys: new Map([...ways.keys()].filter(goesOn).map((key) => [key, laterKey(key)])),
  };
}

function laterKey(key: string): string {
  return `${key}-now`;
}

/** @param later with the other keys. @param says with `was`, also where the other file has no such key. */
function written(given: AccessInput, ways: Ways, { later, says }: { later: boolean; says: boolean }): Access {
  const file = structuredClone(given);
  for (const [key, entry] of [...Object.entries(file.groups), ...Object.entries(file.clients)]) {
    const way = ways.get(key);
    if (says && (way === "said" || way === "another")) entry.was = later ? key : laterKey(key);
  }
  for (const [key, group] of Object.entries(file.groups)) {
    if (ways.get(key) === "said") group.managed = true;
    if (ways.get(key) === "by name") group.name = `the ${key}`;
  }
  const { access, findings } = checkAccess(later ? underOtherKeys(file, ways) : file);
  if (access === undefined) throw new Error(`not valid: ${JSON.stringify(findings)}`);
  return access;
}

/** The file with the other keys wherever keys stand, but in `was`. */
function underOtherKeys(file: AccessInput, ways: Ways): AccessInput {
  const other = (text: string) => (ways.get(text) === undefined ? text : laterKey(text));
  const changed = (value: unknown): unknown => {
    if (typeof value === "string") return other(value);
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inside]) => [other(key), key === "was" ? inside : changed(inside)]),
    );
  };
  return changed(file) as AccessInput;
}
