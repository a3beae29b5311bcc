/** The life of one resource of a local provider, step by step, for the tables of the specs. */
import assert from "node:assert/strict";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import type { Values } from "../../../local/providers/values";

/** One type with inputs to begin with, and what each change must lead to. */
export interface TypeCase {
  readonly type: string;
  readonly inputs: Values;
  /** Outputs that must be there beside the inputs; a function checks a value that is made at random. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** A change that updates, made of the inputs; left out where the type has none. */
  readonly change?: Values;
  /** The properties of which a change makes a new resource. */
  readonly replaces: Values;
}

/** Check and create, as the engine does. */
export async function createChecked(provider: LocalProvider, type: string, inputs: Values): Promise<ResourceState> {
  const checked = provider.check(type, undefined, inputs, { name: "test" });
  assert.deepEqual(checked.failures, []);
  return provider.create(type, checked.inputs);
}

/** Creates, reads, changes, reads again; every step asserted. Answers the last state, which still exists. */
export async function live(provider: LocalProvider, given: TypeCase): Promise<ResourceState> {
  const { type } = given;
  const created = await createChecked(provider, type, given.inputs);
  assert.notEqual(created.id, "");
  assertOutputs(created, given.outputs);
  await assertNoDrift(provider, type, created);

  for (const [property, value] of Object.entries(given.replaces)) {
    const { inputs: news } = provider.check(
      type,
      created.inputs,
      { ...given.inputs, [property]: value },
      { name: "test" },
    );
    const { differences } = provider.diff(type, created.inputs, news);
    assert.deepEqual(differences, [{ property, change: differences[0]?.change, replace: true }], property);
  }
  if (given.change === undefined) return created;

  const { inputs: news, failures } = provider.check(
    type,
    created.inputs,
    { ...given.inputs, ...given.change },
    { name: "test" },
  );
  assert.deepEqual(failures, []);
  const { differences } = provider.diff(type, created.inputs, news);
  assert.deepEqual(differences.map(({ property }) => property).sort(), Object.keys(given.change).sort());
  assert.deepEqual(
    differences.filter(({ replace }) => replace),
    [],
  );
  const updated = await provider.update(type, created, news);
  assert.equal(updated.id, created.id);
  await assertNoDrift(provider, type, updated);

  // And back again, so that taking a property away is tried as well.
  const back = await provider.update(type, updated, created.inputs);
  await assertNoDrift(provider, type, back);
  return back;
}

/** Reading back gives the inputs, and not one thing more or less. */
export async function assertNoDrift(provider: LocalProvider, type: string, state: ResourceState): Promise<void> {
  const read = await provider.read(type, state.id, state.inputs, state.outputs);
  assert.deepEqual(read?.inputs, state.inputs);
  assert.deepEqual(provider.diff(type, state.inputs, read!.inputs).differences, []);
}

/** Types that the real provider cannot read once they are gone, with the words in which it says so. */
const UNREADABLE: Readonly<Record<string, string>> = {
  "okta:app/oAuth:OAuth": "failed to get OAuth application: 404 Not Found",
  "okta:index/appSignonPolicy:AppSignonPolicy": "failed to read access policy: 404 Not Found",
};

export async function assertGone(provider: LocalProvider, type: string, state: ResourceState): Promise<void> {
  await provider.delete(type, state);
  const read = provider.read(type, state.id, state.inputs, state.outputs);
  if (UNREADABLE[type] === undefined) assert.equal(await read, undefined);
  else await assert.rejects(read, { message: UNREADABLE[type] });
  await provider.delete(type, state);
}

function assertOutputs(state: ResourceState, expected: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(expected)) {
    if (value instanceof RegExp) assert.match(String(state.outputs[name]), value, name);
    else assert.deepEqual(state.outputs[name], value, name);
  }
}
