/** The pages of the local Okta: what their policy lets them do, held against what is in them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Reply } from "./support/stand";
import { startWorld, type World } from "./support/world";

describe("the pages of the local Okta", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const policyOf = ({ headers }: Reply) => headers.get("content-security-policy")!.split("; ");
  const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const between = (text: string, start: string, end: string) => text.split(start)[1]?.split(end)[0];

  /** What a browser with that policy would show and run. */
  function hold(page: Reply): string[] {
    const policy = policyOf(page);
    assert.equal(policy[0], "default-src 'none'");
    assert.ok(policy.includes(`style-src ${hashOf(between(page.text, "<style>", "</style>")!)}`), "the style");
    const script = between(page.text, "<script>", "</script>");
    const allowed = policy.find((part) => part.startsWith("script-src "));
    assert.equal(allowed, script === undefined ? undefined : `script-src ${hashOf(script)}`);
    assert.doesNotMatch(page.text, / style=| on\w+=|<link|<img/);
    assert.ok(policy.includes("base-uri 'none'"));
    // With `no-referrer` a browser would send its forms with `Origin: null`.
    assert.equal(page.headers.get("referrer-policy"), "same-origin");
    return policy.slice(2).filter((part) => !/^(script-src|base-uri)/.test(part));
  }

  const asked = { login_hint: "reader@example.test", scope: "openid" };

  it("run the one script that hands the answer to the client, and no other", async () => {
    assert.deepEqual(hold(await world.authorize({ ...asked, response_mode: "form_post" })), []);
    assert.deepEqual(hold(await world.authorize({ ...asked, response_mode: "okta_post_message" })), [
      "form-action 'self'",
    ]);
  });

  it("send their forms nowhere else, but where a sign-in leads back to a client, and stand in no frame", async () => {
    assert.deepEqual(hold(await world.authorize({ scope: "openid" })), ["frame-ancestors 'none'"]);
    for (const path of ["/activate", "/welcome/none"]) {
      const response = await fetch(world.localUrl + path, { headers: { accept: "text/html" } });
      const page = { status: response.status, headers: response.headers, body: undefined, text: await response.text() };
      assert.deepEqual(hold(page), ["form-action 'self'", "frame-ancestors 'none'"], path);
    }
  });

  it("put a script's values into it so that none ends it", async () => {
    const state = "</script><script>alert(1)</script>";
    const page = await world.authorize({ ...asked, response_mode: "okta_post_message", state });
    assert.equal(page.text.split("<script>").length, 2);
    hold(page);
  });
});
