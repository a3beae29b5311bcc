/** @okta/jwt-verifier, which backends use to check access and ID tokens, against the local Okta. */
import assert from "node:assert/strict";
import OktaJwtVerifier from "@okta/jwt-verifier";
import { startWorld, type World } from "../unit/okta/support/world";

describe("@okta/jwt-verifier", () => {
  let world: World;
  let verifier: OktaJwtVerifier;
  const warn = console.warn;
  before(async () => {
    world = await startWorld({ clock: Date.now });
    // The library warns that it was told to take an `http:` issuer.
    console.warn = () => undefined;
    verifier = newVerifier({ clientId: world.clients.spa });
  });
  after(async () => {
    console.warn = warn;
    await world.close();
  });

  const newVerifier = (more: object = {}) =>
    new OktaJwtVerifier({
      issuer: `${world.url}${world.issuerPath}`,
      testing: { disableHttpsCheck: true },
      ...more,
    } as OktaJwtVerifier.VerifierOptions);
  const tokens = async (scope = "openid users:read", more: Record<string, string> = {}) =>
    (await world.tokens("reader", scope, more)).body;

  it("accepts an access token of the server", async () => {
    const { claims } = await verifier.verifyAccessToken((await tokens()).access_token, "api://admin");
    assert.deepEqual(claims["scp"], ["openid", "users:read"]);
    assert.equal(claims.sub, "reader@example.test");
  });

  it("accepts an ID token with its nonce", async () => {
    const { claims } = await verifier.verifyIdToken(
      (await tokens("openid", { nonce: "n" })).id_token,
      world.clients.spa,
      "n",
    );
    assert.equal(claims.sub, world.org.findUser("reader@example.test")!.id);
  });

  it("checks asserted claims", async () => {
    const { access_token: token } = await tokens();
    await newVerifier({ assertClaims: { "scp.includes": ["users:read"], cid: world.clients.spa } }).verifyAccessToken(
      token,
      "api://admin",
    );
    await assert.rejects(
      newVerifier({ assertClaims: { "scp.includes": ["users:write"] } }).verifyAccessToken(token, "api://admin"),
      /users:write/,
    );
  });

  it("refuses another audience, another issuer's token and a changed token", async () => {
    const { access_token: token } = await tokens();
    await assert.rejects(verifier.verifyAccessToken(token, "api://other"), /audience/);
    const other = await world.must(201, "POST", "/api/v1/authorizationServers", {
      name: "other",
      audiences: ["api://admin"],
    });
    const elsewhere = new OktaJwtVerifier({
      issuer: other.issuer,
      testing: { disableHttpsCheck: true },
    } as OktaJwtVerifier.VerifierOptions);
    await assert.rejects(elsewhere.verifyAccessToken(token, "api://admin"));
    await assert.rejects(verifier.verifyAccessToken(`${token.slice(0, -4)}AAAA`, "api://admin"), /Signature/i);
  });

  it("accepts tokens of before and after a key rotation", async () => {
    const before = await tokens();
    await world.must(200, "POST", `${world.serverPath}/credentials/lifecycle/keyRotate`, { use: "sig" });
    const after = await tokens();
    for (const each of [before, after]) await newVerifier().verifyAccessToken(each.access_token, "api://admin");
  });
});
