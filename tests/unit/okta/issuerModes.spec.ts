/** Whose address an issuer has: the org's, that of its own domain, or the one by which it was asked. */
import assert from "node:assert/strict";
import { claimsOf, startWorld, type World } from "./support/world";

type Mode = "ORG_URL" | "CUSTOM_URL" | "DYNAMIC";

describe("local Okta: issuer modes", () => {
  let world: World;
  let byDomain: string;
  before(async () => {
    world = await startWorld();
    byDomain = world.url.replace("127.0.0.1", "localhost");
  });
  after(() => world.close());

  /** Sets the mode. @returns the issuer that the API tells of the server. */
  async function set(issuerMode: Mode): Promise<string> {
    const { issuer } = await world.must(200, "PUT", world.serverPath, {
      name: "admin",
      audiences: ["api://admin"],
      issuerMode,
    });
    return issuer;
  }

  /** The issuer in the discovery document and in a token, asked at an address. */
  async function told(at: string): Promise<string[]> {
    const base = `${at}${world.issuerPath}`;
    const document: any = await (await fetch(`${base}/.well-known/openid-configuration`)).json();
    assert.equal(document.token_endpoint, `${document.issuer}/v1/token`);
    assert.equal(document.jwks_uri, `${document.issuer}/v1/keys`);
    const body = new URLSearchParams({ grant_type: "client_credentials", scope: "users:read" });
    const answer = await fetch(`${base}/v1/token`, { method: "POST", body, headers: world.basic("service") });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const asked = new URLSearchParams({ token });
    const introspected = await fetch(`${base}/v1/introspect`, {
      method: "POST",
      body: asked,
      headers: world.basic("service"),
    });
    assert.equal(
      ((await introspected.json()) as { active: boolean }).active,
      true,
      "the token is not this issuer's own",
    );
    return [document.issuer, claimsOf(token).iss];
  }

  const issuers: [mode: Mode, api: "org" | "domain", atOrg: "org" | "domain", atDomain: "org" | "domain"][] = [
    ["ORG_URL", "org", "org", "org"],
    ["CUSTOM_URL", "domain", "domain", "domain"],
    ["DYNAMIC", "org", "org", "domain"],
  ];
  for (const [mode, api, atOrg, atDomain] of issuers) {
    it(`${mode}: the API tells the ${api}'s, tokens and discovery have the ${atOrg}'s at the org and the ${atDomain}'s at the domain`, async () => {
      const urls = { org: `${world.url}${world.issuerPath}`, domain: `${byDomain}${world.issuerPath}` };
      assert.equal(await set(mode), urls[api]);
      assert.deepEqual(await told(world.url), [urls[atOrg], urls[atOrg]]);
      assert.deepEqual(await told(byDomain), [urls[atDomain], urls[atDomain]]);
    });
  }
});
