/** The local AWS provider on the local AWS: which names it gives, and what counts as a change. */
import assert from "node:assert/strict";
import type { LocalProvider } from "../../../local/providers/provider";
import { API, LOG_GROUP, ROLE, startAwsProvider, TRUST, type AwsStand } from "./awsProviderStand";
import { createChecked } from "./oneType";

describe("the local AWS provider", () => {
  let stand: AwsStand;
  let provider: LocalProvider;

  before(async () => {
    stand = await startAwsProvider();
    ({ provider } = stand);
  });
  after(() => stand.close());

  it("sees no change in a tag that the provider's default tags have as well", async () => {
    const tags = { stack: "local", own: "1" };
    const made = await createChecked(provider, LOG_GROUP, { name: "/tags", tags });
    const read = await provider.read(LOG_GROUP, made.id, made.inputs, made.outputs);
    assert.deepEqual(read?.inputs["tags"], tags);
    assert.deepEqual(read?.outputs["tagsAll"], tags);
    await provider.delete(LOG_GROUP, made);
  });

  it("names what the program does not name, and keeps the name", () => {
    const seed = Uint8Array.of(1, 2, 3);
    const { inputs } = provider.check(API, undefined, { protocolType: "HTTP" }, { name: "admin", seed });
    assert.match(String(inputs["name"]), /^admin-[0-9a-f]{7}$/);
    const again = provider.check(API, undefined, { protocolType: "HTTP" }, { name: "admin", seed });
    assert.deepEqual(again.inputs, inputs);
    const later = provider.check(API, inputs, { protocolType: "HTTP" }, { name: "admin", seed: Uint8Array.of(9) });
    assert.deepEqual(later.inputs, inputs);
    const long = provider.check(ROLE, undefined, { assumeRolePolicy: {} }, { name: "x".repeat(100) });
    assert.equal(String(long.inputs["name"]).length, 64);
  });

  it("takes a policy as an object too, and sees no change in how it is written", () => {
    const { inputs, failures } = provider.check(ROLE, undefined, { name: "r", assumeRolePolicy: TRUST }, { name: "r" });
    assert.deepEqual(failures, []);
    const written = { ...inputs, assumeRolePolicy: JSON.stringify(TRUST, undefined, 2) };
    assert.deepEqual(provider.diff(ROLE, inputs, written).differences, []);
  });

  it("deletes before it replaces where the new one has the old one's name", () => {
    const { inputs } = provider.check(ROLE, undefined, { name: "r", assumeRolePolicy: TRUST }, { name: "r" });
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, path: "/x/" }).deleteBeforeReplace, true);
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, name: "s" }).deleteBeforeReplace, false);
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, description: "d" }).deleteBeforeReplace, false);
  });
});
