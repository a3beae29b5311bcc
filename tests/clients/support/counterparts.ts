/** What in a local org stands for what in a recorded one: ids, keys and names that nobody chooses, learned answer by answer. */
import { isObject } from "../../../local/okta/http/endpoint";
import type { Difference } from "./recordedDifferences";

const ID = /^(?=.*\d)(?=.*[A-Za-z])[0-9A-Za-z]{20}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
/** Members whose values are drawn, whatever they look like. */
const DRAWN: ReadonlySet<string> = new Set(
  "id kid client_id client_secret secret_hash n x5c x5t#S256 sharedSecret errorId".split(" "),
);
/** The name of an app of one's own ends in a counter of its org. */
const OWN_APP = /\b[a-z0-9-]+_[a-z0-9]+_\d+\b/;

type Json = Readonly<Record<string, unknown>>;

export class Counterparts {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly host: string,
    private readonly localUrl: string,
  ) {}

  /** A recorded text with the local ids and the local address in it. */
  localised(text: string): string {
    const org = this.host.replace("-admin.", ".").split(".")[0]!;
    return text
      .replace(new RegExp(`https://${org}(?:-admin)?(?:\\.[a-z-]+\\.com)?(?=[/"]|$)`, "g"), this.localUrl)
      .replace(/\b[a-z0-9-]+_[a-z0-9]+_\d+(?=\b|_link)/g, (name) => this.known.get(name) ?? name)
      .replace(/[0-9A-Za-z_-]{20,}/g, (id) => this.known.get(id) ?? id);
  }

  /** Whether a request names something of the recorded org that was there before. */
  unknownIn(text: string): boolean {
    const ids = text.match(/(?<![0-9A-Za-z_-])[0-9A-Za-z]{20}(?![0-9A-Za-z_-])/g) ?? [];
    return ids.some((id) => ID.test(id) && /^(?:0|[a-z]{3})/.test(id) && !this.known.has(id));
  }

  /** What differs, each with its place; what is new is learned first. */
  differences(real: unknown, local: unknown): Difference[] {
    this.learn(real, local, "");
    return this.compare(real, local, "", "");
  }

  private learn(real: unknown, local: unknown, key: string): void {
    if (Array.isArray(real) && Array.isArray(local))
      for (const [a, b] of this.pairs(real, local)) this.learn(a, b, key);
    else if (isObject(real) && isObject(local))
      for (const name of ["id", ...Object.keys(real)]) this.learn((real as Json)[name], (local as Json)[name], name);
    else if (typeof real === "string" && typeof local === "string" && !TIME.test(real)) {
      const isDrawn = DRAWN.has(key) || (ID.test(real) && ID.test(local));
      const isName = key === "name" && OWN_APP.test(real) && OWN_APP.test(local);
      if (real.length > 5 && (isDrawn || isName) && !this.known.has(real)) this.known.set(real, local);
    }
  }

  private compare(real: unknown, local: unknown, at: string, key: string): Difference[] {
    if (Array.isArray(real) && Array.isArray(local)) return this.compareLists(real, local, at, key);
    if (isObject(real) && isObject(local)) {
      const mine = Object.fromEntries(Object.entries(real).map(([name, value]) => [this.localised(name), value]));
      const names = new Set([...Object.keys(mine), ...Object.keys(local)]);
      return [...names].flatMap((name) =>
        this.compare(mine[name], (local as Json)[name], at === "" ? name : `${at}.${name}`, name),
      );
    }
    const isSame =
      real === local || (typeof real === "string" && typeof local === "string" && this.isSameText(real, local, key));
    return isSame ? [] : [{ at, real, local }];
  }

  private isSameText(real: string, local: string, key: string): boolean {
    if ((TIME.test(real) && TIME.test(local)) || key === "errorId") return true;
    const [mine, theirs] = [this.localised(real), local].map(withoutCertificate);
    // Of two addresses that differ in an id which no answer has told yet, nothing more can be said.
    const bare = (text: string) => text.replace(/[0-9A-Za-z_-]{20,}/g, "{}");
    return mine === theirs || (/^https?:|^<\?xml/.test(local) && bare(mine!) === bare(theirs!));
  }

  /** Things that only one of the two orgs has are left out, and things with ids have no order but that of rules. */
  private compareLists(real: readonly unknown[], local: readonly unknown[], at: string, key: string): Difference[] {
    if (![...real, ...local].some(isObject)) {
      const mine = real.map((value) => (typeof value === "string" ? this.localised(value) : value));
      return JSON.stringify(mine) === JSON.stringify(local) || DRAWN.has(key) ? [] : [{ at: `${at}[]`, real, local }];
    }
    const pairs = this.pairs(real, local);
    const places = pairs.map(([, b]) => local.indexOf(b));
    const isOrdered = places.every((place, index) => index === 0 || place > places[index - 1]!);
    const lost = real.filter((each) => hasKnownId(each, this.known) && !pairs.some(([a]) => a === each));
    return [
      ...pairs.flatMap(([a, b]) => this.compare(a, b, `${at}[]`, key)),
      ...lost.map((each) => ({ at: `${at}[]`, real: each, local: undefined })),
      ...(isOrdered || !hasPriority(real[0]) ? [] : [{ at: `${at}[] order`, real: places, local: undefined }]),
    ];
  }

  /** What belongs together: by id, else by name, and what has neither by its place. */
  private pairs(real: readonly unknown[], local: readonly unknown[]): [unknown, unknown][] {
    const left = new Set(local);
    const images = new Set(this.known.values());
    return real.flatMap((each, index): [unknown, unknown][] => {
      const image = this.known.get(String(idOf(each)));
      const match = [...left].find((other) =>
        image !== undefined
          ? idOf(other) === image
          : idOf(each) === undefined
            ? nameOf(other) === nameOf(each) && (nameOf(each) !== undefined || other === local[index])
            : !images.has(String(idOf(other))) && nameOf(other) !== undefined && nameOf(other) === nameOf(each),
      );
      if (match === undefined) return [];
      left.delete(match);
      return [[each, match]];
    });
  }
}

const idOf = (of: unknown) => (isObject(of) ? (of as Json)["id"] : undefined);
const hasPriority = (of: unknown) => isObject(of) && "priority" in of;
const hasKnownId = (of: unknown, known: ReadonlyMap<string, string>) => known.has(String(idOf(of)));

/** What a person would call it. */
function nameOf(of: unknown): string | undefined {
  if (!isObject(of)) return undefined;
  const { name, label, claimType, profile, kid, system } = of as Json;
  const { login, name: inProfile } = (isObject(profile) ? profile : {}) as Json;
  if (typeof name === "string" && typeof claimType === "string") return `${claimType} ${name}`;
  const told = [login, inProfile, label, name, kid].find((each) => typeof each === "string");
  return told === undefined ? (system === true ? "system" : undefined) : String(told);
}

/** Each org has certificates of its own. */
function withoutCertificate(text: string): string {
  return text.replace(/(?<=X509Certificate>)[^<]{76}(?:\n[^<\n]{1,76})+(?=<)/, "certificate");
}
