/** `authenticate-oidc` of a load balancer with the local Okta behind it: from the first request to the target's header. */
import assert from "node:assert/strict";
import { AlbJwtVerifier } from "aws-jwt-verify";
import { AlbJwksCache } from "aws-jwt-verify/alb-cache";
import { claimsOf } from "../okta/support/world";
import { startSignInStand, type SignInStand } from "./signInStand";
import type { Json } from "./localApi";

const FORGED = {
  "x-amzn-oidc-data": "forged.forged.forged",
  "x-amzn-oidc-identity": "root",
  "X-Amzn-Oidc-Accesstoken": "forged",
};
const IDENTITY_HEADERS = ["x-amzn-oidc-accesstoken", "x-amzn-oidc-data", "x-amzn-oidc-identity"];

describe("the sign-in of people at a load balancer", () => {
  let stand: SignInStand;
  let pages: string;

  before(async () => {
    stand = await startSignInStand();
    const { signIn, rule, balancer } = stand;
    pages = balancer.url;
    await rule(balancer, "/app", [signIn({ sessionCookieName: "app", scope: "openid profile", sessionTimeout: 300 })]);
    await rule(
      balancer,
      "/echo",
      [signIn({ sessionCookieName: "app", scope: "openid profile", sessionTimeout: 300 })],
      "function",
    );
    const stepUp = { acr_values: "urn:okta:loa:2fa:any", max_age: "60", "odd name": "a&b=c" };
    await rule(balancer, "/admin", [signIn({ sessionCookieName: "admin", authenticationRequestExtraParams: stepUp })]);
    await rule(balancer, "/default", [signIn()]);
    const stolen = { client_id: "evil", redirect_uri: "http://evil.example.com", state: "evil", scope: "evil" };
    const authorizationEndpoint = `${stand.issuer}/v1/authorize?x=1`;
    await rule(balancer, "/odd", [signIn({ authorizationEndpoint, authenticationRequestExtraParams: stolen })]);
    await rule(balancer, "/deny", [signIn({ sessionCookieName: "app", onUnauthenticatedRequest: "deny" })]);
    await rule(balancer, "/unknown", [signIn({ sessionCookieName: "app", onUnauthenticatedRequest: "maybe" })]);
    await rule(balancer, "/allow", [signIn({ sessionCookieName: "app", onUnauthenticatedRequest: "allow" })]);
    await rule(balancer, "/other-client", [signIn({ sessionCookieName: "app", clientId: "other" })]);
    await rule(balancer, "/other-issuer", [signIn({ sessionCookieName: "app", issuer: "http://127.0.0.1:9" })]);
    await rule(balancer, "/open", []);
    const offline = { scope: "openid offline_access", sessionTimeout: 7_200 };
    await rule(balancer, "/long", [signIn({ sessionCookieName: "long", ...offline })]);
    await rule(balancer, "/long-function", [signIn({ sessionCookieName: "long", ...offline })], "function");
    await rule(balancer, "/kept", [signIn({ sessionCookieName: "kept", sessionTimeout: 7_200 })]);
  });
  after(() => stand.close());
  beforeEach(() => void (stand.reached.length = 0));

  const last = () => stand.reached.at(-1)!;
  const paramsOf = (location: string | undefined) => new URL(location!).searchParams;

  it("sends a browser to Okta with the parameters of the rule, in the order of AWS", async () => {
    const { status, headers } = await stand.browser().get(`${pages}/admin/users?a=b`);
    assert.equal(status, 302);
    assert.ok(headers.location!.startsWith(`${stand.issuer}/v1/authorize?client_id=`));
    const { state, ...params } = Object.fromEntries(paramsOf(headers.location));
    assert.deepEqual(Object.entries(params), [
      ["client_id", stand.client.id],
      ["redirect_uri", `${pages}/oauth2/idpresponse`],
      ["response_type", "code"],
      ["scope", "openid"],
      ["acr_values", "urn:okta:loa:2fa:any"],
      ["max_age", "60"],
      ["odd name", "a&b=c"],
    ]);
    assert.ok(state!.length > 100);
    const path = new URL(pages).pathname;
    assert.equal(headers["set-cookie"]!.length, 1);
    assert.match(
      headers["set-cookie"]![0]!,
      new RegExp(`^AWSALBAuthNonce=[A-Za-z0-9]{16}; Path=${path}; Max-Age=900; HttpOnly$`),
    );
    assert.deepEqual(stand.reached, []);
  });

  it("refuses to let the parameters of a rule take the place of its own", async () => {
    const { headers } = await stand.browser().get(`${pages}/odd`);
    const params = paramsOf(headers.location);
    const { state, ...rest } = Object.fromEntries(params);
    assert.deepEqual(rest, {
      x: "1",
      client_id: stand.client.id,
      redirect_uri: `${pages}/oauth2/idpresponse`,
      response_type: "code",
      scope: "openid",
    });
    assert.equal(params.size, 6);
    assert.notEqual(state, "evil");
  });

  it("never makes the same state or nonce twice, and keeps the nonce of a browser", async () => {
    const [browser, other] = [stand.browser(), stand.browser()];
    const states = new Set<string>();
    for (const one of [browser, browser, other]) {
      states.add(paramsOf((await one.get(`${pages}/app`)).headers.location).get("state")!);
    }
    assert.equal(states.size, 3);
    const nonce = (one: typeof browser) => one.cookies(pages).get("AWSALBAuthNonce");
    assert.notEqual(nonce(browser), nonce(other));
    const kept = nonce(browser);
    await browser.get(`${pages}/app`);
    assert.equal(nonce(browser), kept);
    browser.clear();
    browser.set(pages, "AWSALBAuthNonce", "short");
    await browser.get(`${pages}/app`);
    assert.match(nonce(browser)!, /^[A-Za-z0-9]{16}$/);
  });

  it("signs a person in, goes back to the address of before, and tells the target who it is", async () => {
    const browser = stand.browser("reader");
    const answer = await browser.follow(`${pages}/app/a%20b?x=1&y=%2F`);
    assert.deepEqual([answer.status, answer.text, answer.url], [200, "served", `${pages}/app/a%20b?x=1&y=%2F`]);
    assert.deepEqual(
      stand.reached.map(({ method, url }) => [method, url]),
      [["GET", "/app/a%20b?x=1&y=%2F"]],
    );
    const { headers } = last();
    const accessToken = headers["x-amzn-oidc-accesstoken"] as string;
    const { uid, scp } = claimsOf(accessToken);
    assert.deepEqual(scp.toSorted(), ["openid", "profile"]);
    assert.equal(headers["x-amzn-oidc-identity"], uid);
    const userinfo = await fetch(`${stand.issuer}/v1/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const claims = (await userinfo.json()) as Json;
    assert.equal(claims.preferred_username, "reader@example.test");
    const exp = stand.now() / 1000 + 120;
    assert.deepEqual(await stand.identity.verify(headers), { ...claims, exp, iss: stand.issuer });
  });

  it("writes the header as AWS does: padded, with the signer, and a key at a place of its own", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    const data = last().headers["x-amzn-oidc-data"] as string;
    const [header = "", payload = "", signature = ""] = data.split(".");
    for (const part of [header, payload, signature]) assert.equal(part.length % 4, 0);
    const { kid, exp, ...rest } = JSON.parse(Buffer.from(header, "base64url").toString()) as Json;
    assert.deepEqual(rest, {
      typ: "JWT",
      alg: "ES256",
      iss: stand.issuer,
      client: stand.client.id,
      signer: stand.balancer.arn,
    });
    assert.equal(exp, stand.now() / 1000 + 120);
    assert.match(kid, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    const keys = `${stand.api.aws.url}/_alb-keys`;
    const pem = await (await fetch(`${keys}/${kid}`)).text();
    assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n/);
    const other = kid.replace(/^./, (digit: string) => (digit === "0" ? "1" : "0"));
    for (const path of [`/${other}`, `/${kid}/x`, `/${kid.toUpperCase()}`, "/", ""])
      assert.ok((await fetch(keys + path)).status >= 400, path);
    assert.equal((await fetch(`${keys}/${kid}`, { method: "POST" })).status, 404);
    // AWS's own library, which reads keys by https alone.
    const fetcher = { fetch: async () => Buffer.from(pem) as unknown as ArrayBuffer };
    const verifier = AlbJwtVerifier.create(
      { albArn: stand.balancer.arn, issuer: stand.issuer, clientId: stand.client.id },
      { jwksCache: new AlbJwksCache({ fetcher }) },
    );
    assert.equal((await verifier.verify(data)).sub, last().headers["x-amzn-oidc-identity"]);
  });

  it("keeps the session in sealed cookies, and asks Okta no more", async () => {
    const browser = stand.browser("reader");
    const { headers: toOkta } = await browser.get(`${pages}/app`);
    const { headers: back } = await browser.get(`${toOkta.location}&login_hint=reader@example.test`);
    const answer = await browser.get(back.location!);
    assert.deepEqual([answer.status, answer.headers.location], [302, `${pages}/app`]);
    const path = new URL(pages).pathname;
    assert.equal(answer.headers["set-cookie"]!.length, 1);
    assert.match(
      answer.headers["set-cookie"]![0]!,
      new RegExp(`^app-0=[\\w.-]+; Path=${path}; Max-Age=300; HttpOnly$`),
    );
    const [header, ...sealed] = browser.cookies(pages).get("app-0")!.split(".");
    assert.equal(Buffer.from(header!, "base64url").toString(), '{"alg":"dir","enc":"A256GCM"}');
    for (const part of sealed)
      assert.doesNotMatch(Buffer.from(part, "base64url").toString("latin1"), /sub|reader|eyJ|accessToken/);
    const asked = [await stand.asked("/v1/token"), await stand.asked("/v1/userinfo")];
    const { status, headers } = await browser.get(`${pages}/app/next`);
    assert.deepEqual([status, headers["set-cookie"]], [200, ["own=1"]]);
    assert.deepEqual((await stand.identity.verify(last().headers))!["sub"], last().headers["x-amzn-oidc-identity"]);
    assert.deepEqual([await stand.asked("/v1/token"), await stand.asked("/v1/userinfo")], asked);
    // The application takes its cookies away to sign somebody out.
    assert.ok(String(last().headers.cookie).includes("app-0="));
  });

  it("tells a function who it is as well", async () => {
    const browser = stand.browser("reader");
    const event = JSON.parse((await browser.follow(`${pages}/echo`)).text) as Json;
    assert.equal((await stand.identity.verify(event.headers))!["sub"], event.headers["x-amzn-oidc-identity"]);
  });

  it("refuses to open a page by the session of another: it begins a sign-in of its own", async () => {
    const browser = stand.browser("writer");
    await browser.follow(`${pages}/app`);
    stand.pass(61);
    const { status, headers } = await browser.get(`${pages}/admin`);
    assert.deepEqual([status, paramsOf(headers.location).get("acr_values")], [302, "urn:okta:loa:2fa:any"]);
    browser.set(pages, "admin-0", browser.cookies(pages).get("app-0")!);
    assert.equal((await browser.get(`${pages}/admin`)).status, 302);
    stand.reached.length = 0;
    assert.equal((await browser.follow(`${pages}/admin`)).status, 200);
    const { acr, auth_time } = claimsOf(last().headers["x-amzn-oidc-accesstoken"] as string);
    assert.deepEqual([acr, auth_time], ["urn:okta:loa:2fa:any", stand.now() / 1000]);
    assert.equal((await browser.get(`${pages}/app`)).status, 200);
  });

  it("refuses a session of another client, and of another issuer, under the same name", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    for (const path of ["/other-client", "/other-issuer"]) assert.equal((await browser.get(pages + path)).status, 302);
    assert.equal((await browser.get(`${pages}/app`)).status, 200);
  });

  it("refuses the step-up page to a person who cannot sign in as strongly", async () => {
    const { status, headers } = await stand.browser("plain").follow(`${pages}/admin`);
    assert.deepEqual([status, headers["x-local-error-reason"]], [561, "IdpError"]);
    assert.deepEqual(stand.reached, []);
  });

  it("refuses cookies that were forged, changed, cut, or are of another load balancer, and starts anew", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    const good = browser.cookies(pages).get("app-0")!;
    const other = await stand.newBalancer("other");
    await stand.rule(other, "/app", [stand.signIn({ sessionCookieName: "app" })]);
    stand.reached.length = 0;
    const flip = (at: number) => good.slice(0, at) + (good[at] === "A" ? "B" : "A") + good.slice(at + 1);
    const bad: Record<string, string> = {
      empty: "",
      rubbish: "rubbish",
      "a forged one": Buffer.from(JSON.stringify({ claims: { sub: "root" }, ends: 9e15 })).toString("base64"),
      "another first byte": flip(0),
      "another initial value": flip(good.indexOf("..") + 4),
      "another byte": flip(200),
      "another tag": flip(good.lastIndexOf(".") + 4),
      "one cut off": good.slice(0, -8),
      "one with more behind it": `${good}AAAA`,
      "one with what is no base64 in it": `${good.slice(0, 100)}~${good.slice(100)}`,
      "one in other letters": good.replaceAll("-", "+").replaceAll("_", "/"),
      "one that names no encryption": `${Buffer.from('{"alg":"none"}').toString("base64url")}${good.slice(good.indexOf("."))}`,
      "one that is percent-encoded": encodeURIComponent(`${good}=`),
    };
    for (const [what, value] of Object.entries(bad)) {
      const { status } = await stand.browser().get(`${pages}/app`, { cookie: `app-0=${value}` });
      assert.equal(status, 302, what);
    }
    assert.equal((await stand.browser().get(`${other.url}/app`, { cookie: `app-0=${good}` })).status, 302);
    assert.equal((await stand.browser().get(`${pages}/app`, { cookie: `app-1=${good}` })).status, 302);
    assert.equal((await stand.browser().get(`${pages}/app`, { cookie: `app-0=${good}; app-1=${good}` })).status, 302);
    assert.deepEqual(stand.reached, []);
    assert.equal((await stand.browser().get(`${pages}/app`, { cookie: `app-0=${good}` })).status, 200);
  });

  it("replaces what a caller sends under the names of the identity headers", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    await browser.get(`${pages}/app`, FORGED);
    const { headers } = last();
    for (const name of IDENTITY_HEADERS) assert.doesNotMatch(String(headers[name]), /forged|root/, name);
    assert.equal((await stand.identity.verify(headers))!["sub"], headers["x-amzn-oidc-identity"]);
  });

  it("drops them where `allow` lets a request pass without a session, and adds them where there is one", async () => {
    const browser = stand.browser("reader");
    assert.equal((await browser.get(`${pages}/allow`, FORGED)).status, 200);
    assert.deepEqual(
      IDENTITY_HEADERS.filter((name) => last().headers[name] !== undefined),
      [],
    );
    await browser.follow(`${pages}/app`);
    await browser.get(`${pages}/allow`, FORGED);
    assert.equal((await stand.identity.verify(last().headers))!["sub"], last().headers["x-amzn-oidc-identity"]);
  });

  it("passes them on where a rule signs nobody in, so that a target which does not verify them is open", async () => {
    assert.equal((await stand.browser().get(`${pages}/open`, FORGED)).status, 200);
    assert.deepEqual(
      IDENTITY_HEADERS.map((name) => last().headers[name]),
      ["forged", "forged.forged.forged", "root"],
    );
    assert.equal(await stand.identity.verify(last().headers), undefined);
  });

  it("refuses with 401 where the rule denies, also for a word that it does not know", async () => {
    for (const path of ["/deny", "/unknown"]) {
      const { status, headers, text } = await stand.browser().get(pages + path);
      assert.deepEqual([status, headers.location, headers["set-cookie"]], [401, undefined, undefined], path);
      assert.match(text, /401 Authorization Required/);
    }
    assert.deepEqual(stand.reached, []);
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    assert.equal((await browser.get(`${pages}/deny`)).status, 200);
  });

  it("takes AWS's values for what a rule leaves out", async () => {
    const browser = stand.browser("reader");
    const { headers } = await browser.get(`${pages}/default`);
    assert.equal(paramsOf(headers.location).get("scope"), "openid");
    assert.equal((await browser.follow(`${pages}/default`)).status, 200);
    assert.ok(browser.cookies(pages).has("AWSELBAuthSessionCookie-0"));
    stand.pass(604_799);
    assert.equal((await browser.get(`${pages}/default`)).status, 200);
    stand.pass(1);
    assert.equal((await browser.get(`${pages}/default`)).status, 302);
  });

  it("ends a session with its time, not before and not after", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/app`);
    stand.pass(299);
    assert.equal((await browser.get(`${pages}/app`)).status, 200);
    const header = Buffer.from(String(last().headers["x-amzn-oidc-data"]).split(".")[0]!, "base64url");
    assert.equal((JSON.parse(header.toString()) as Json).exp, stand.now() / 1000 + 1);
    stand.pass(1);
    assert.equal((await browser.get(`${pages}/app`)).status, 302);
  });

  it("keeps a session without a refresh token until its end, with an access token that has ended", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/kept`);
    const before = last().headers["x-amzn-oidc-accesstoken"];
    stand.pass(3_601);
    const { status, headers } = await browser.get(`${pages}/kept`);
    assert.deepEqual([status, headers["set-cookie"]], [200, ["own=1"]]);
    assert.equal(last().headers["x-amzn-oidc-accesstoken"], before);
    stand.pass(3_599);
    assert.equal((await browser.get(`${pages}/kept`)).status, 302);
  });

  it("renews the access token by a refresh token once it has ended, and never the session", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/long`);
    const before = last().headers["x-amzn-oidc-accesstoken"];
    stand.pass(3_599);
    await browser.get(`${pages}/long`);
    assert.equal(last().headers["x-amzn-oidc-accesstoken"], before);
    stand.pass(1);
    // Okta would take the one refresh token for stolen if both of these sent it.
    const old = `long-0=${browser.cookies(pages).get("long-0")}`;
    const asked = await stand.asked("/v1/token");
    const [answer, beside] = await Promise.all([
      browser.get(`${pages}/long`),
      stand.browser().get(`${pages}/long`, { cookie: old }),
    ]);
    assert.deepEqual([answer.status, beside.status, await stand.asked("/v1/token")], [200, 200, asked + 1]);
    assert.match(answer.headers["set-cookie"]!.join("\n"), /^own=1\nlong-0=[^;]+; Path=[^;]+; Max-Age=3600; HttpOnly$/);
    const after = last().headers["x-amzn-oidc-accesstoken"];
    assert.notEqual(after, before);
    assert.equal(claimsOf(String(after)).exp, stand.now() / 1000 + 3_600);
    await browser.get(`${pages}/long`);
    assert.equal(last().headers["x-amzn-oidc-accesstoken"], after);
    stand.pass(3_599);
    assert.equal((await browser.get(`${pages}/long`)).status, 200);
    stand.pass(1);
    assert.equal((await browser.get(`${pages}/long`)).status, 302);
  });

  it("keeps the cookies of a function beside its own when it renews a session", async () => {
    const browser = stand.browser("reader");
    await browser.follow(`${pages}/long-function`);
    stand.pass(3_600);
    const { status, headers } = await browser.get(`${pages}/long-function`);
    assert.deepEqual([status, headers["set-cookie"]!.map((one) => one.split("=")[0])], [200, ["own", "long-0"]]);
  });

  it("refuses to go on where Okta does not renew: the person signs in again", async () => {
    const browser = stand.browser("both");
    await browser.follow(`${pages}/long`);
    const { uid } = claimsOf(last().headers["x-amzn-oidc-accesstoken"] as string);
    await stand.okta.must(200, "POST", `/api/v1/users/${uid}/lifecycle/suspend`);
    assert.equal((await browser.get(`${pages}/long`)).status, 200);
    stand.pass(3_600);
    stand.reached.length = 0;
    const { status, headers } = await browser.get(`${pages}/long`);
    assert.deepEqual([status, headers.location?.startsWith(stand.issuer)], [302, true]);
    assert.deepEqual(stand.reached, []);
  });
});
