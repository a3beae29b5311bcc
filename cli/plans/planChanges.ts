/** What an `up` will do, found by comparing two plans of a stack: what it makes, changes, makes anew and deletes. */
import { inputsOf } from "../../local/providers";
import { compare } from "../../model/findings";
import { WAS } from "./resourceLines";

/** Type → name → inputs, as `plans/<stack>.json` has them. */
export type StackPlan = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

export type Operation = "create" | "update" | "replace" | "delete";

/** One resource that does not stay as it is. */
export interface PlannedChange {
  readonly type: string;
  readonly name: string;
  readonly operation: Operation;
  /** The inputs that differ, sorted. Of a resource that is made anew: those inputs that cannot be changed in place. */
  readonly inputs: readonly string[];
}

/** Providers are settings, and of functions only what is around their code is in a plan. */
const LEFT_OUT = /^(tags$|pulumi:providers:)/;

/**
 * The changes, sorted by type and name. A resource that is made anew gets a new id. Whatever is made from that id changes
 * with it, or is made anew in turn.
 */
export function planChanges(before: StackPlan, after: StackPlan): PlannedChange[] {
  const news = entriesOf(after);
  const olds = carriedOver(entriesOf(before), news);
  const made = [...news].flatMap(([key, { type, name }]): PlannedChange[] =>
    olds.has(key) ? [] : [{ type, name, operation: "create", inputs: [] }],
  );
  const gone = [...olds].flatMap(([key, { type, name }]): PlannedChange[] =>
    news.has(key) ? [] : [{ type, name, operation: "delete", inputs: [] }],
  );
  const changed = changesOfKept(olds, news, !isSame(before["tags"], after["tags"]));
  return [...made, ...changed, ...gone].sort((a, b) => compare(a.type, b.type) || compare(a.name, b.name));
}

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The name before. */
  readonly was: string | undefined;
}

/**
 * The resources before, under the names that they have now. A resource that was renamed goes on under its new name, and so
 * does whatever is made from its id.
 */
function carriedOver(olds: ReadonlyMap<string, Entry>, news: ReadonlyMap<string, Entry>): Map<string, Entry> {
  const names = new Map<string, string>();
  const carried = [...olds].map(([key, entry]): [string, Entry] => {
    const now = [...news.values()].find(({ type, was }) => type === entry.type && was === entry.name);
    if (now === undefined || news.has(key)) return [key, entry];
    if (!UNNAMED.has(entry.type)) names.set(entry.name, now.name);
    return [`${now.type} ${now.name}`, { ...entry, name: now.name }];
  });
  if (names.size === 0) return new Map(carried);
  return new Map(carried.map(([key, entry]) => [key, { ...entry, inputs: withIdsOf(names, entry.inputs) }]));
}

/** The inputs with `id-of-<name>` as it is written now. */
function withIdsOf(names: ReadonlyMap<string, string>, inputs: Entry["inputs"]): Entry["inputs"] {
  const text = JSON.stringify(inputs).replace(/id-of-([\w.:+-]+)/g, (whole, name: string) => {
    const now = names.get(name);
    return now === undefined ? whole : `id-of-${now}`;
  });
  return JSON.parse(text) as Entry["inputs"];
}

function entriesOf(plan: StackPlan): Map<string, Entry> {
  const types = Object.entries(plan).filter(([type]) => !LEFT_OUT.test(type));
  const entries = types.flatMap(([type, all]) =>
    Object.entries(all).map(([name, { [WAS]: was, ...inputs }]): [string, Entry] => [
      `${type} ${name}`,
      { type, name, inputs, was: typeof was === "string" ? was : undefined },
    ]),
  );
  return new Map(entries);
}

/** @param retagged whether the tags that stand once, above all resources, differ. */
function changesOfKept(olds: ReadonlyMap<string, Entry>, news: ReadonlyMap<string, Entry>, retagged: boolean) {
  const kept = [...news].filter(([key]) => olds.has(key));
  const differing = new Map(
    kept.map(([key, entry]) => {
      const names = new Set([...Object.keys(olds.get(key)!.inputs), ...Object.keys(entry.inputs)]);
      const differs = [...names].filter((name) => !isSame(olds.get(key)!.inputs[name], entry.inputs[name]));
      const tags = retagged && !names.has("tags") && inputsOf(entry.type)?.["tags"] !== undefined;
      return [key, new Set(tags ? [...differs, "tags"] : differs)] as const;
    }),
  );
  const isNew = (entry: Entry, inputs: Iterable<string>) => [...inputs].some((one) => isReplacedBy(entry.type, one));
  const replaced = new Set<string>();
  let waiting = kept.filter(([key, entry]) => isNew(entry, differing.get(key)!));
  while (waiting.length > 0) {
    for (const [key] of waiting) replaced.add(key);
    const names = waiting.flatMap(([, { type, name }]) => (UNNAMED.has(type) ? [] : [name]));
    for (const [key, entry] of kept) {
      for (const [input, value] of Object.entries(entry.inputs)) {
        if (names.some((name) => holdsId(value, name))) differing.get(key)!.add(input);
      }
    }
    waiting = kept.filter(([key, entry]) => !replaced.has(key) && isNew(entry, differing.get(key)!));
  }
  return kept.flatMap(([key, { type, name }]): PlannedChange[] => {
    const inputs = [...differing.get(key)!].sort(compare);
    if (inputs.length === 0) return [];
    if (!replaced.has(key)) return [{ type, name, operation: "update", inputs }];
    return [{ type, name, operation: "replace", inputs: inputs.filter((one) => isReplacedBy(type, one)) }];
  });
}

/** Nothing is made from their ids, and they share their names with what they are for. */
const UNNAMED: ReadonlySet<string> = new Set(["aws:lambda/permission:Permission", "okta:group/rule:Rule"]);

/** What the components make anew although the provider would try to change it in place. */
const MADE_ANEW: ReadonlySet<string> = new Set(["authServerId", "policyId", "securityGroups"]);

function isReplacedBy(type: string, input: string): boolean {
  return inputsOf(type)?.[input]?.replace === true || MADE_ANEW.has(input);
}

/** Whether a value is made from the id of a resource, which a plan writes as `id-of-<name>`. */
function holdsId(value: unknown, name: string): boolean {
  if (typeof value === "string") {
    const at = value.indexOf(`id-of-${name}`);
    return at !== -1 && !/[\w.:+-]/.test(value[at + `id-of-${name}`.length] ?? "");
  }
  return typeof value === "object" && value !== null && Object.values(value).some((part) => holdsId(part, name));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
