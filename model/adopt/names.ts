/** The keys that an access file gets for the applications and groups of an org: plain words, each once. */
import { compare } from "../findings";
import { KEY_PATTERN } from "../file/schema";

/** The most characters of a key. */
const KEY_MAX = 50;

/** Name → key, for things whose names may be anything: the same names give the same keys, whatever their order. */
export function keysFor(names: ReadonlyMap<string, string>, fallback: string): Map<string, string> {
  const taken = new Set<string>();
  const sorted = [...names].sort(([aId, a], [bId, b]) => compare(a, b) || compare(aId, bId));
  return new Map(
    sorted.map(([id, name]) => {
      const wanted = keyOf(name, fallback);
      let key = wanted;
      for (let number = 2; taken.has(key); number++) {
        const end = `-${number}`;
        key = `${wanted.slice(0, KEY_MAX - end.length).replace(/-+$/, "")}${end}`;
      }
      taken.add(key);
      return [id, key];
    }),
  );
}

/** Lower-case words joined by `-`. */
export function keyOf(name: string, fallback: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const joined = (words ?? []).join("-");
  const key = (/^[a-z]/.test(joined) ? joined : joined === "" ? fallback : `${fallback}-${joined}`)
    .slice(0, KEY_MAX)
    .replace(/-+$/, "");
  // Names to which JavaScript gives a meaning of its own can be no keys.
  return KEY_PATTERN.test(key) && key !== "constructor" && key !== "prototype" ? key : `${fallback}-${key}`;
}
