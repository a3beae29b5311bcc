/** The local Okta provider on the local Okta: applications, and what a server holds, looked up as the real provider does. */
import assert from "node:assert/strict";
import type { LocalProvider } from "../../../local/providers/provider";
import type { Values } from "../../../local/providers/values";
import { APP, SERVER, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import { createChecked } from "./oneType";

describe("the local Okta provider: what exists", () => {
  let stand: OktaStand;
  let provider: LocalProvider;
  before(async () => {
    stand = await startOktaProvider();
    ({ provider } = stand);
  });
  after(() => stand.close());

  const call = async (token: string, args: Values) => {
    const { result, failures } = await provider.invoke(token, args);
    assert.deepEqual(failures, []);
    return result;
  };
  const getApp = (args: Values) => call("okta:app/getApp:getApp", args);
  const getOauth = (args: Values) => call("okta:app/getOauth:getOauth", args);

  it("finds an application by its id, or the one of that very label before those that begin alike", async () => {
    const { id } = stand.service;
    const other = await createChecked(provider, APP, {
      label: "service-2",
      type: "service",
      grantTypes: ["client_credentials"],
      tokenEndpointAuthMethod: "client_secret_basic",
    });
    assert.equal((await getApp({ label: "service" }))["id"], id);
    assert.equal((await getApp({ label: "service-2" }))["id"], other.id);
    // As with the real provider: nothing of the name, but something that begins alike.
    assert.equal((await getApp({ label: "servic" }))["label"], "service");
    await assert.rejects(getApp({ label: "nothing" }), /no application found with the provided filter/);
    const { type, clientId, grantTypes, status } = await getOauth({ id });
    assert.deepEqual(
      { type, clientId, grantTypes, status },
      { type: "service", clientId: id, grantTypes: ["client_credentials"], status: "ACTIVE" },
    );
    assert.equal((await getOauth({ id }))["clientSecret"], undefined);
    await assert.rejects(getOauth({ id: "0oa1nobody1nobody1no" }), /404|Not found/);
    await assert.rejects(getOauth({}), /you must provide either a 'label_prefix', 'id', or 'label'/);
  });

  it("lists scopes and claims of a server, and finds a policy by its name", async () => {
    const authServerId = stand.server.id;
    const { scopes } = await call("okta:auth/getServerScopes:getServerScopes", { authServerId });
    const own = (scopes as readonly Values[]).filter(({ system }) => system === false).map(({ name }) => name);
    assert.deepEqual(own, ["a", "b"]);
    const { claims } = await call("okta:index/getAuthServerClaims:getAuthServerClaims", { authServerId });
    assert.ok((claims as readonly Values[]).some(({ name }) => name === "sub"));
    const getPolicy = (name: string) => call("okta:auth/getServerPolicy:getServerPolicy", { authServerId, name });
    assert.deepEqual(
      { ...(await getPolicy("policy")), description: undefined },
      {
        authServerId,
        id: stand.policy.id,
        name: "policy",
        priority: 1,
        assignedClients: [stand.service.id],
        description: undefined,
      },
    );
    await assert.rejects(getPolicy("polic"), /auth server policy with name 'polic' does not exist/);
  });

  it("finds a sign-on policy by its name, and lists trusted origins", async () => {
    const getPolicy = (name: string) => call("okta:policy/getPolicy:getPolicy", { name, type: "ACCESS_POLICY" });
    assert.equal((await getPolicy("sign-on"))["id"], stand.signOnPolicy.id);
    await assert.rejects(getPolicy("sign"), /there is no policy of type 'ACCESS_POLICY' with name 'sign'/);
    await createChecked(provider, "okta:trustedorigin/origin:Origin", {
      name: "a",
      origin: "https://a.example",
      scopes: [{ type: "CORS" }],
    });
    const { trustedOrigins } = await call("okta:index/getTrustedOrigins:getTrustedOrigins", {});
    assert.deepEqual(
      (trustedOrigins as readonly Values[]).map(({ id: _, ...rest }) => rest),
      [{ name: "a", origin: "https://a.example", active: true, scopes: ["CORS"] }],
    );
  });

  it("reads of a server that another stack has made what one has to know of it", async () => {
    const { server } = stand;
    const read = await provider.read(SERVER, server.id, undefined, undefined);
    const { issuer, issuerMode, audiences, status } = read!.outputs;
    assert.deepEqual(
      { issuer, issuerMode, audiences, status },
      { issuer: server.outputs["issuer"], issuerMode: "ORG_URL", audiences: ["api://main"], status: "ACTIVE" },
    );
    assert.equal(await provider.read(SERVER, "aus1nobody1nobody1no", undefined, undefined), undefined);
  });
});
