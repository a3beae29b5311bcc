/** The sentences of `access.expect.yaml`, read word by word. */
import { HTTP_METHODS } from "../../routes/routeKey";

/** What a sentence says. `who` is as written: names with `+` between those of whom somebody is in all. */
export interface Sentence {
  readonly verb: Verb;
  /** Empty for `nobody`. */
  readonly who: readonly (readonly string[])[];
  readonly at?: string;
  /** Scopes, and routes as `METHOD /path`. */
  readonly what: readonly string[];
  /** Whether all of it is asked for in one request. */
  readonly together: boolean;
}

/**
 * `can`: at one client at least. `never`: at none. `exactly`: this and nothing else. `only`: these groups and nobody else.
 * `step-up`: whoever can has to step up for it.
 */
export type Verb = "can" | "never" | "exactly" | "only" | "step-up";

/** The forms, for errors and for `--help`. */
export const FORMS: readonly string[] = [
  "WHO can WHAT",
  "WHO can WHAT together",
  "WHO can never WHAT",
  "WHO can never WHAT together",
  "WHO exactly WHAT",
  "only WHO, WHO can WHAT",
  "nobody can WHAT",
  "nobody without step-up WHAT",
];

/** The sentence; a text that says what is wrong where it is none. */
export function parseSentence(says: string): Sentence | string {
  const words = says.trim().split(/\s+/);
  const verbAt = words.findIndex((word) => word === "can" || word === "exactly" || word === "without");
  if (verbAt < 1) return `has no verb; the forms are ${FORMS.map((form) => `\`${form}\``).join(", ")}`;
  const subject = readSubject(words.slice(0, verbAt));
  if (typeof subject === "string") return subject;
  const { rest, verb } = readVerb(words.slice(verbAt));
  if (verb === undefined) return "`without` is followed by `step-up`";
  const together = rest.at(-1) === "together";
  const what = readWhat(together ? rest.slice(0, -1) : rest);
  if (typeof what === "string") return what;
  return fitting(subject, { ...subject, verb: subject.only && verb === "can" ? "only" : verb, what, together });
}

interface Subject {
  readonly who: readonly (readonly string[])[];
  readonly at?: string;
  readonly only: boolean;
}

function readSubject(words: readonly string[]): Subject | string {
  const at = words.indexOf("at");
  if (at !== -1 && at !== words.length - 2) return "`at` is followed by one client";
  const names = at === -1 ? words : words.slice(0, at);
  const only = names[0] === "only";
  const who = names
    .slice(only ? 1 : 0)
    .join(" ")
    .split(",")
    .map((some) => some.split("+").map((name) => name.trim()));
  if (who.some((some) => some.some((name) => name === "" || name.includes(" "))))
    return "names nobody before the verb: a group, groups with `+` between them, a service client, or `nobody`";
  return { who, only, ...(at === -1 ? {} : { at: words[at + 1]! }) };
}

function readVerb(words: readonly string[]): { verb: Verb | undefined; rest: readonly string[] } {
  const [first, second] = words;
  if (first === "exactly") return { verb: "exactly", rest: words.slice(1) };
  if (first === "without") return { verb: second === "step-up" ? "step-up" : undefined, rest: words.slice(2) };
  return second === "never" ? { verb: "never", rest: words.slice(2) } : { verb: "can", rest: words.slice(1) };
}

function readWhat(words: readonly string[]): string[] | string {
  const what: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (!(HTTP_METHODS as readonly string[]).includes(word)) what.push(word);
    else if (words[at + 1]?.startsWith("/")) what.push(`${word} ${words[++at]!}`);
    else return `\`${word}\` is followed by a path`;
  }
  return what.length === 0 ? "names nothing after the verb: scopes, or routes as `METHOD /path`" : what;
}

/** What goes with what. */
function fitting({ only }: Subject, sentence: Sentence & { only?: boolean }): Sentence | string {
  const { verb, who, what, together, at } = sentence;
  const isNobody = who.length === 1 && who[0]!.length === 1 && who[0]![0] === "nobody";
  if (isNobody && verb === "exactly") return "`nobody` cannot have something exactly; write `nobody can WHAT`";
  if (isNobody && verb === "never") return "`nobody can never` says it twice; write `nobody can WHAT`";
  if (verb === "step-up" && !isNobody) return "`without step-up` is said of `nobody`";
  if (who.length > 1 && verb !== "only")
    return "several are named with commas after `only` alone; write a sentence for each";
  if (only && verb !== "only") return "`only WHO` is followed by `can`";
  const isRoute = (name: string) => name.includes(" ");
  if (together && (what.some(isRoute) || what.length < 2)) return "`together` is said of two scopes or more";
  if (together && (verb === "exactly" || verb === "only" || verb === "step-up" || isNobody))
    return "`together` goes with `can` and `can never` of somebody";
  if (verb === "exactly" && what.some(isRoute) && !what.every(isRoute))
    return "`exactly` is said of scopes or of routes, not of both at once";
  return {
    verb: isNobody && verb === "can" ? "never" : verb,
    who: isNobody ? [] : who,
    what,
    together,
    ...(at === undefined ? {} : { at }),
  };
}
