/** The local Okta provider on the local Okta: what it finds that it has not made. */
import assert from "node:assert/strict";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import {
  APP,
  GROUP,
  POLICY,
  RULE,
  SCOPE,
  SERVER,
  SIGN_ON_POLICY,
  startOktaProvider,
  type OktaStand,
} from "./oktaProviderStand";
import type { Values } from "../../../local/providers/values";
import { createChecked } from "./oneType";

/** What Okta does not tell, so that the first update after an import writes it: the same as with the real provider. */
const IN_PLACE = ["omitSecret", "skipAuthenticationPolicy", "displayName", "catchAll"];

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

  it("takes over what an import id names, and finds no difference to a program that says the same", async () => {
    const { server, policy, service, signOnPolicy } = stand;
    const rule = await createChecked(provider, RULE, {
      authServerId: server.id,
      policyId: policy.id,
      name: "imported",
      priority: 1,
      grantTypeWhitelists: ["client_credentials"],
      scopeWhitelists: ["a"],
    });
    const scope = await createChecked(provider, SCOPE, { authServerId: server.id, name: "imported" });
    const ids: [type: string, importId: string, state: ResourceState][] = [
      [SCOPE, `${server.id}/${scope.id}`, scope],
      [POLICY, `${server.id}/${policy.id}`, policy],
      [RULE, `${server.id}/${policy.id}/${rule.id}`, rule],
      [APP, service.id, service],
      [SIGN_ON_POLICY, signOnPolicy.id, signOnPolicy],
      [SERVER, server.id, server],
      [GROUP, group.id, group],
    ];
    for (const [type, importId, state] of ids) {
      const read = await provider.read(type, importId, undefined, undefined);
      assert.equal(read?.id, state.id, type);
      const { differences } = provider.diff(type, read!.inputs, state.inputs);
      assert.deepEqual(
        differences.filter(({ property }) => !IN_PLACE.includes(property)),
        [],
        type,
      );
      assert.deepEqual(
        differences.filter(({ replace }) => replace),
        [],
        type,
      );
    }
  });

  it("refuses an import id of another form, and says which it is", async () => {
    await assert.rejects(provider.read(SCOPE, "a", undefined, undefined), {
      message: "`a` is no import id of `okta:auth/serverScope:ServerScope`: give `<authServerId>/<id>`",
    });
  });

  const getGroup = async (args: Values) => (await provider.invoke("okta:group/getGroup:getGroup", args)).result;

  it("hands back what a search for a name's beginning finds, as the real provider does", async () => {
    const only = await getGroup({ name: "FROM-dir" });
    assert.deepEqual(only, {
      id: only["id"],
      name: "from-directory",
      description: "",
      type: "OKTA_GROUP",
      users: [],
    });
    await createChecked(provider, GROUP, { name: "from-directory-too" });
    assert.deepEqual(await getGroup({ name: "from-directory" }), only);
    assert.equal((await getGroup({ name: "from-directory-t" }))["name"], "from-directory-too");
    assert.equal((await getGroup({ id: String(only["id"]) }))["name"], "from-directory");
    await assert.rejects(getGroup({ name: "from-" }), {
      message: 'group starting with name "from-" matches 2 groups, select a more precise name parameter',
    });
  });

  it("lists all groups of which the names begin alike, in any case", async () => {
    const { result } = await provider.invoke("okta:index/getGroups:getGroups", { q: "From-" });
    const groups = result["groups"] as readonly Values[];
    assert.deepEqual(
      groups.map(({ id: _, ...rest }) => rest),
      ["from-directory", "from-directory-too"].map((name) => ({
        name,
        description: "",
        type: "OKTA_GROUP",
        source: "",
        customProfileAttributes: "{}",
      })),
    );
    const none = await provider.invoke("okta:index/getGroups:getGroups", { q: "From-", type: "APP_GROUP" });
    assert.deepEqual(none.result["groups"], []);
  });
});
