/** The local Okta provider on the local Okta: what it finds that it has not made. */
import assert from "node:assert/strict";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { GROUP, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import { createChecked } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let provider: LocalProvider;
  let group: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ provider, group } = stand);
  });
  after(() => stand.close());

  it("reads all of a resource that it is to take over", async () => {
    const read = await provider.read(GROUP, group.id, undefined, undefined);
    assert.deepEqual(read, { id: group.id, inputs: { name: "people" }, outputs: { name: "people" } });
  });

  it("finds a group of exactly the name that was asked for", async () => {
    await createChecked(provider, GROUP, { name: "from-directory-too" });
    const { result } = await provider.invoke("okta:group/getGroup:getGroup", { name: "from-directory" });
    assert.deepEqual(
      { ...result, id: undefined },
      { id: undefined, name: "from-directory", description: "", type: "OKTA_GROUP", users: [] },
    );
    const byId = await provider.invoke("okta:group/getGroup:getGroup", { id: String(result["id"]) });
    assert.deepEqual(byId.result["name"], "from-directory");
  });
});
