/** The metadata of an authorization server. */
import assert from "node:assert/strict";
import { startWorld, type World } from "./support/world";

describe("local Okta: discovery", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const read = async (path: string): Promise<any> => (await fetch(world.url + path)).json();

  it("answers the same at the OpenID, the OAuth and the RFC 8414 address", async () => {
    const openid = await read(`${world.issuerPath}/.well-known/openid-configuration`);
    assert.deepEqual(await read(`${world.issuerPath}/.well-known/oauth-authorization-server`), openid);
    assert.deepEqual(await read(`/.well-known/oauth-authorization-server${world.issuerPath}`), openid);
  });

  it("names the issuer without a trailing slash and every endpoint below it", async () => {
    const issuer = `${world.url}${world.issuerPath}`;
    const metadata = await read(`${world.issuerPath}/.well-known/openid-configuration`);
    assert.equal(metadata.issuer, issuer);
    for (const [name, path] of [
      ["authorization_endpoint", "authorize"],
      ["token_endpoint", "token"],
      ["userinfo_endpoint", "userinfo"],
      ["jwks_uri", "keys"],
      ["introspection_endpoint", "introspect"],
      ["revocation_endpoint", "revoke"],
      ["end_session_endpoint", "logout"],
      ["device_authorization_endpoint", "device/authorize"],
      ["backchannel_authentication_endpoint", "bc/authorize"],
    ] as const) {
      assert.equal(metadata[name], `${issuer}/v1/${path}`);
    }
    assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
    assert.deepEqual(metadata.id_token_signing_alg_values_supported, ["RS256"]);
  });

  it("publishes only the scopes that say so", async () => {
    const before = await read(`${world.issuerPath}/.well-known/openid-configuration`);
    assert.deepEqual(before.scopes_supported, [
      "openid",
      "profile",
      "email",
      "address",
      "phone",
      "offline_access",
      "device_sso",
    ]);
    await world.must(201, "POST", `${world.serverPath}/scopes`, {
      name: "public:scope",
      metadataPublish: "ALL_CLIENTS",
    });
    const after = await read(`${world.issuerPath}/.well-known/openid-configuration`);
    assert.deepEqual(after.scopes_supported.slice(7), ["public:scope"]);
  });
});
