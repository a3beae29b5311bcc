/** What a stack declares in Okta, made in a local Okta one after the other: an `up` without an engine, as often as wanted. */
import type { Recording, Registration } from "../../local/engine/recordProgram";
import type { ResourceState } from "../../local/providers/provider";
import { createOktaProvider } from "../../local/providers/okta/oktaProvider";

type Recorded = Pick<Recording, "resources">;

/** Where it is made, and by whom. */
export interface Into {
  readonly url: string;
  readonly credentials: { readonly apiToken: string } | { readonly accessToken: string };
  /** Group name → id, for those that the stack looks up. */
  readonly groups: ReadonlyMap<string, string>;
  /** Whether all of it is read, written once more and deleted afterwards. @default false */
  readonly wholeLife?: boolean;
}

/** Addresses that the recorder gives in the place of the org's. */
const RECORDED_ORGS = ["http://127.0.0.1:9", "https://example.okta.com"];

/** @throws the provider's error at the first resource that the org refuses. */
export async function replayOkta(
  { resources }: Recorded,
  { url, credentials, groups, wholeLife }: Into,
): Promise<number> {
  const provider = createOktaProvider();
  await provider.configure({ httpProxy: url, ...credentials });
  for (const q of groups.keys()) await provider.invoke("okta:index/getGroups:getGroups", { q });
  const always = new Map<string, string>(RECORDED_ORGS.map((org) => [org, url]));
  for (const [name, id] of groups) always.set(`id-of-${name.replace(/ /g, "-")}`, id);
  // Resources of two types may have one name: what a resource waits for goes before what was made earlier.
  const made = new Map<string, readonly (readonly [string, string])[]>();
  const own = resources.filter(({ type, custom }) => custom && type.startsWith("okta:"));
  const states: (readonly [string, ResourceState])[] = [];
  for (const { type, name, inputs, dependsOn } of own) {
    const earlier = [...made.values()].flat();
    const real = new Map([...always, ...earlier, ...dependsOn.flatMap((each) => made.get(each) ?? [])]);
    const checked = provider.check(type, undefined, withReal(inputs, real), { name });
    if (checked.failures.length > 0) throw new Error(checked.failures.map(({ reason }) => reason).join("; "));
    const state = await provider.create(type, checked.inputs);
    const { id, outputs } = state;
    states.push([type, state]);
    made.set(`${type}::${name}`, [
      [`id-of-${name}`, id],
      [`client-id-of-${name}`, String(outputs["clientId"] ?? id)],
    ]);
  }
  if (wholeLife === true) {
    for (const [type, state] of states) {
      if ((await provider.read(type, state.id, state.inputs, state.outputs)) === undefined)
        throw new Error(`${type} is gone`);
      await provider.update(type, state, state.inputs);
    }
    for (const [type, state] of states.toReversed()) await provider.delete(type, state);
  }
  return own.length;
}

/** Longer names first: one may be the beginning of another. */
function withReal(inputs: Registration["inputs"], real: ReadonlyMap<string, string>) {
  const known = [...real].sort(([a], [b]) => b.length - a.length);
  const replaced = (value: unknown): any => {
    if (typeof value === "string") return known.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]![0] === "secret") return replaced(entries[0]![1]);
    return Object.fromEntries(entries.map(([key, inner]) => [key, replaced(inner)]));
  };
  return replaced(inputs) as Record<string, any>;
}
