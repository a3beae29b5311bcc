/** The way back from Okta to a load balancer: whose sign-in it is, once, in time, and to the address of before alone. */
import assert from "node:assert/strict";
import type { Answer, Browser } from "./browser";
import type { Json } from "./localApi";
import { startSignInStand, type SignInStand } from "./signInStand";

describe("the way back to a load balancer", () => {
  let stand: SignInStand;
  let pages: string;

  before(async () => {
    stand = await startSignInStand();
    pages = stand.balancer.url;
    await stand.rule(stand.balancer, "/app", [stand.signIn({ sessionCookieName: "app" })]);
    await stand.rule(stand.balancer, "//*", [stand.signIn({ sessionCookieName: "app" })]);
  });
  after(() => stand.close());

  /** Signs in at Okta: the address to which Okta sends the browser. */
  async function signInAtOkta(browser: Browser, page = "/app"): Promise<string> {
    const { headers } = await browser.get(pages + page);
    const answer = await browser.get(`${headers.location}&login_hint=reader@example.test`);
    assert.ok(answer.headers.location!.startsWith(`${pages}/oauth2/idpresponse?`));
    return answer.headers.location!;
  }

  function refused({ status, headers, text }: Answer, reason: string): void {
    assert.deepEqual([status, headers["x-local-error-reason"], headers["set-cookie"]], [401, reason, undefined]);
    assert.match(text, /^<html>\r\n<head><title>401 Authorization Required<\/title>/);
  }

  const changed = (address: string, change: (params: URLSearchParams) => void): string => {
    const url = new URL(address);
    change(url.searchParams);
    return url.toString();
  };

  it("takes a sign-in once, in the browser that began it", async () => {
    const browser = stand.browser();
    const back = await signInAtOkta(browser, "/app/page?x=1");
    const answer = await browser.get(back);
    assert.deepEqual([answer.status, answer.headers.location], [302, `${pages}/app/page?x=1`]);
    assert.equal((await browser.get(`${pages}/app`)).status, 200);
    refused(await browser.get(back), "AuthInvalidStateParam");
  });

  it("refuses a state that another browser began, and leaves it to the one that did", async () => {
    const [victim, thief] = [stand.browser(), stand.browser()];
    const back = await signInAtOkta(thief);
    refused(await victim.get(back), "AuthMissingAWSALBAuthNonce");
    await victim.get(`${pages}/app`);
    refused(await victim.get(back), "AuthInvalidAWSALBAuthNonce");
    assert.equal((await victim.get(`${pages}/app`)).status, 302);
    assert.equal((await thief.get(back)).status, 302);
    assert.equal((await thief.get(`${pages}/app`)).status, 200);
  });

  it("refuses a state that is missing, empty, forged, or was changed", async () => {
    const browser = stand.browser();
    const back = await signInAtOkta(browser);
    refused(await browser.get(changed(back, (params) => params.delete("state"))), "AuthMissingStateParam");
    refused(await browser.get(changed(back, (params) => params.set("state", ""))), "AuthMissingStateParam");
    refused(await browser.get(`${pages}/oauth2/idpresponse`), "AuthMissingStateParam");
    const state = new URL(back).searchParams.get("state")!;
    const nonce = browser.cookies(pages).get("AWSALBAuthNonce")!;
    const forged = { id: "1", nonce, fingerprint: "", returnTo: "http://evil.example.com", ends: 9e15 };
    const bad = [
      "state",
      nonce,
      Buffer.from(JSON.stringify(forged)).toString("base64"),
      JSON.stringify(forged),
      `${state}AAAA`,
      state.slice(0, -8),
      (state.startsWith("A") ? "B" : "A") + state.slice(1),
      state.slice(0, 100) + (state[100] === "A" ? "B" : "A") + state.slice(101),
    ];
    for (const one of bad) {
      refused(await browser.get(changed(back, (params) => params.set("state", one))), "AuthInvalidStateParam");
    }
    assert.equal((await browser.get(back)).status, 302);
  });

  it("refuses the content of a session cookie as a state, and a state as a session cookie", async () => {
    const browser = stand.browser();
    const back = await signInAtOkta(browser);
    const state = new URL(back).searchParams.get("state")!;
    await browser.get(back);
    const session = browser.cookies(pages).get("app-0")!;
    refused(await browser.get(changed(back, (params) => params.set("state", session))), "AuthInvalidStateParam");
    const answer = await stand.browser().get(`${pages}/app`, { cookie: `app-0=${state}` });
    assert.equal(answer.status, 302);
  });

  it("refuses a state after 15 minutes, not before", async () => {
    const [quick, slow] = [stand.browser(), stand.browser()];
    const states = await Promise.all([quick, slow].map((one) => one.get(`${pages}/app`)));
    stand.pass(899);
    const backs: string[] = [];
    for (const [i, one] of [quick, slow].entries()) {
      const { headers } = await one.get(`${states[i]!.headers.location}&login_hint=reader@example.test`);
      backs.push(headers.location!);
    }
    assert.equal((await quick.get(backs[0]!)).status, 302);
    stand.pass(1);
    refused(await slow.get(backs[1]!), "AuthInvalidStateParam");
    refused(await quick.get(backs[0]!), "AuthInvalidStateParam");
  });

  it("refuses a state of another load balancer", async () => {
    const other = await stand.newBalancer("other");
    await stand.rule(other, "/app", [stand.signIn({ sessionCookieName: "app" })]);
    const browser = stand.browser();
    const back = await signInAtOkta(browser);
    const nonce = browser.cookies(pages).get("AWSALBAuthNonce")!;
    const cookie = { cookie: `AWSALBAuthNonce=${nonce}` };
    refused(await browser.get(back.replace(pages, other.url), cookie), "AuthInvalidStateParam");
  });

  it("serves several pages that one browser opens at once", async () => {
    const browser = stand.browser();
    const first = await signInAtOkta(browser, "/app/1");
    const second = await signInAtOkta(browser, "/app/2");
    assert.equal((await browser.get(first)).headers.location, `${pages}/app/1`);
    assert.equal((await browser.get(second)).headers.location, `${pages}/app/2`);
  });

  it("refuses a code without a state's browser, and a callback without a code", async () => {
    const browser = stand.browser();
    const back = await signInAtOkta(browser);
    refused(await browser.get(changed(back, (params) => params.delete("code"))), "AuthMissingCodeParam");
    // That was the one use of its state.
    refused(await browser.get(back), "AuthInvalidStateParam");
  });

  it("refuses a code that was used, or is of somebody else's making", async () => {
    const browser = stand.browser();
    const used = await signInAtOkta(browser);
    await browser.get(used);
    for (const code of [new URL(used).searchParams.get("code")!, "forged"]) {
      const { headers } = await browser.get(`${stand.balancer.url}/app`, { cookie: nonceOf(browser) });
      const state = new URL(headers.location!).searchParams.get("state")!;
      const back = `${pages}/oauth2/idpresponse?${new URLSearchParams({ code, state })}`;
      const answer = await browser.get(back);
      assert.deepEqual([answer.status, answer.headers["x-local-error-reason"]], [561, "AuthInvalidGrantError"]);
      assert.match(answer.text, /561 Authentication Error/);
    }
  });
  const nonceOf = (browser: Browser) => `AWSALBAuthNonce=${browser.cookies(pages).get("AWSALBAuthNonce")}`;

  it("refuses to lead anywhere but to its own pages", async () => {
    const odd = [
      "//evil.example.com/x",
      "//evil.example.com%2f..",
      "//@evil.example.com",
      "/app?to=http://evil.example.com",
    ];
    for (const page of odd) {
      const browser = stand.browser();
      assert.equal((await browser.get(await signInAtOkta(browser, page))).headers.location, pages + page);
    }
    const { headers } = await stand
      .browser()
      .get(`${pages}/app`, { host: "evil.example.com", "x-forwarded-host": "evil" });
    assert.equal(new URL(headers.location!).searchParams.get("redirect_uri"), `${pages}/oauth2/idpresponse`);
    const browser = stand.browser();
    const back = changed(await signInAtOkta(browser), (params) => params.set("returnTo", "http://evil.example.com"));
    assert.equal((await browser.get(back)).headers.location, `${pages}/app`);
  });

  it("refuses a person of whom Okta says no with its own error", async () => {
    const answer = await stand.browser("outsider").follow(`${pages}/app`);
    assert.deepEqual([answer.status, answer.headers["x-local-error-reason"]], [561, "IdpError"]);
    assert.match(answer.url, /[?&]error=access_denied&/);
    const stranger = await stand.browser().get(`${pages}/oauth2/idpresponse?error=access_denied&state=x`);
    refused(stranger, "AuthInvalidStateParam");
  });

  it("refuses a sign-in whose rule was changed or taken away meanwhile", async () => {
    const begin = async (more: Json, change: (rule: Json) => Promise<unknown>): Promise<Answer> => {
      const made = await stand.rule(stand.balancer, "/moving", [stand.signIn({ sessionCookieName: "moving" })]);
      const browser = stand.browser();
      const back = await signInAtOkta(browser, "/moving");
      const actions = [stand.signIn({ sessionCookieName: "moving", ...more }), made.properties.actions[1]];
      await change({ ...made, properties: { ...made.properties, actions } });
      const answer = await browser.get(back);
      await removed(made);
      return answer;
    };
    const put = ({ id, properties }: Json) => stand.api.kept.change("lb.ListenerRule", id, properties);
    const removed = ({ id }: Json) => stand.api.kept.remove("lb.ListenerRule", id);
    assert.equal((await begin({}, put)).status, 302);
    refused(await begin({}, removed), "AuthInvalidStateParam");
    refused(await begin({ issuer: "http://127.0.0.1:9" }, put), "AuthInvalidStateParam");
    refused(await begin({ sessionCookieName: "other" }, put), "AuthInvalidStateParam");
    refused(await begin({ clientSecret: "new" }, put), "AuthInvalidStateParam");
  });

  it("has no such path on a listener that signs nobody in", async () => {
    const plain = await stand.newBalancer("plain");
    const { status, text } = await stand.browser().get(`${plain.url}/oauth2/idpresponse?code=1&state=2`);
    assert.deepEqual([status, text], [404, "none"]);
    for (const page of ["/oauth2/idpresponse/", "/OAuth2/idpresponse"])
      assert.equal((await stand.browser().get(pages + page)).status, 404, page);
  });
});
