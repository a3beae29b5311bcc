/** Every field that is different between two access files, so that nothing of a change stays unsaid; and what each one means. */
import type { Access, Client } from "../../file/access";
import { names, pathOf, printable } from "../../findings";
import { effectOfField } from "./fieldEffects";
import type { FieldChange } from "./types";
import { sensitivityOf } from "./sensitivityOf";

/** What of the file nobody's access hangs on is compared too. */
export function fieldChanges(before: Access, after: Access): FieldChange[] {
  const [old, young] = [fieldsOf(before, after), fieldsOf(after, before)];
  const entries = (fields: Fields) => new Set([...fields.values()].map(({ entry }) => entry));
  const [oldEntries, youngEntries] = [entries(old), entries(young)];
  const changes = new Map<string, FieldChange>();
  for (const path of new Set([...young.keys(), ...old.keys()])) {
    const [was, is] = [old.get(path), young.get(path)];
    const [a, b] = [JSON.stringify(was?.value), JSON.stringify(is?.value)];
    if (a === b) continue;
    const { entry, segments } = (is ?? was)!;
    const whole = !oldEntries.has(entry) ? "added" : !youngEntries.has(entry) ? "removed" : undefined;
    if (whole !== undefined) {
      changes.set(entry, entryChange(entry, whole, before, after));
      continue;
    }
    const [from, to] = [was?.value ?? null, is?.value ?? null];
    changes.set(path, {
      path,
      before: from,
      after: to,
      effect: effectOfField(segments, was?.value, is?.value, { before, after }),
      message: inWords(from, to),
      sensitivity: sensitivityOf({ before, after }, segments),
    });
  }
  return [...changes.values()];
}

function entryChange(path: string, what: "added" | "removed", before: Access, after: Access): FieldChange {
  const there = (side: "added" | "removed") => (side === what ? "there" : null);
  return {
    path,
    before: there("removed"),
    after: there("added"),
    effect: "changed",
    message: what === "added" ? "new" : "gone",
    sensitivity: sensitivityOf({ before, after }, []),
  };
}

interface Field {
  /** The path of the entry that it belongs to: `clients.desk`. */
  readonly entry: string;
  readonly segments: readonly string[];
  readonly value: unknown;
}

type Fields = ReadonlyMap<string, Field>;

/** Path → value, of everything that a file says, with its defaults; but of entries that the other one has just so. */
function fieldsOf(access: Access, other: Access): Fields {
  const { product, audience, combinations, naming, ...maps } = access;
  const fields = new Map<string, Field>();
  const add = (entry: readonly string[], values: object) => {
    for (const [name, value] of Object.entries(values) as [string, unknown][]) {
      const segments = [...entry, name];
      fields.set(pathOf(segments), {
        entry: entry.length < 2 ? pathOf(segments) : pathOf(entry),
        segments,
        value: plain(value),
      });
    }
  };
  add([], { product, audience });
  add(["combinations"], combinations);
  add(["naming"], naming);
  for (const [kind, entries] of Object.entries(maps)) {
    if (!(entries instanceof Map)) add([], { [kind]: entries as unknown });
    else {
      const others = other[kind as "scopes"] as ReadonlyMap<string, object>;
      for (const [key, entry] of entries as Map<string, object>) {
        if (!isSame(entry, others.get(key))) add([kind, key], withoutKey(kind, entry));
      }
    }
  }
  for (const api of access.apis.values()) {
    const others = new Map(other.apis.get(api.key)?.routes.map((route) => [route.key, route]));
    for (const { key, method: _method, path: _path, ...route } of api.routes) {
      const same = others.get(key);
      if (same === undefined || !isSame({ ...route }, { ...same, key: undefined, method: undefined, path: undefined }))
        add(["apis", api.key, "routes", key], route);
    }
  }
  return fields;
}

function isSame(one: object, other: object | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

/** The key is in the path already; the scopes of a client are called so in the file. */
function withoutKey(kind: string, entry: object): object {
  const { key: _key, routes: _routes, ...rest } = { key: "", routes: [], ...entry };
  if (kind !== "clients") return kind === "scopes" || kind === "claims" ? { ...rest, name: undefined } : rest;
  const { ceiling, ...client } = rest as unknown as Client;
  return { ...client, scopes: ceiling };
}

/** The order of a list changes nothing, but of a rule of its own there is none in the file. */
function plain(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.every((item) => typeof item === "string")) return [...value].sort();
  return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** What was taken out of a list and put into it; of anything else, the value before and after. */
function inWords(before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const missing = (from: unknown[], others: unknown[]) => {
      const texts = new Set(others.map((other) => JSON.stringify(other)));
      return from.filter((one) => !texts.has(JSON.stringify(one))).map(shown);
    };
    const [added, removed] = [missing(after, before), missing(before, after)];
    return [
      ...(added.length === 0 ? [] : [`with ${names(added)}`]),
      ...(removed.length === 0 ? [] : [`without ${names(removed)}`]),
    ].join(", ");
  }
  return `\`${printable(shown(before))}\` → \`${printable(shown(after))}\``;
}

function shown(value: unknown): string {
  if (value === null) return "not there";
  return typeof value === "string" ? value : JSON.stringify(value);
}
