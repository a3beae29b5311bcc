/** A load balancer whose identity provider fails, lies, or says too much: the status and the reason, and never a session. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./browser";
import type { Json } from "./localApi";
import { startSignInStand, type SignInStand } from "./signInStand";

/** What the identity provider of these tests answers, by path. */
type Replies = Record<string, { status?: number; body: unknown }>;

describe("a load balancer whose identity provider fails", () => {
  let stand: SignInStand;
  let pages: string;
  let server: Server;
  let idp: string;
  let replies: Replies;
  const asked: string[] = [];
  /** Runs when userinfo is asked for. */
  let onUserinfo: () => void = () => undefined;

  before(async () => {
    stand = await startSignInStand();
    pages = stand.balancer.url;
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization?.split(" ")[0]}`);
      if (request.url === "/userinfo") onUserinfo();
      const { status = 200, body } = replies[request.url!] ?? { status: 404, body: {} };
      response.writeHead(status, { "content-type": "application/json", location: "/elsewhere" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    idp = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ofStub = {
      issuer: idp,
      authorizationEndpoint: `${idp}/authorize`,
      tokenEndpoint: `${idp}/token`,
      userInfoEndpoint: `${idp}/userinfo`,
    };
    const { signIn, rule, balancer } = stand;
    await rule(balancer, "/stub", [signIn({ sessionCookieName: "stub", ...ofStub })], "function");
    const rules: Record<string, Json> = {
      "/secret": { clientSecret: "wrong" },
      "/scope": { scope: "users:read" },
      "/no-token": { tokenEndpoint: "http://127.0.0.1:9/token" },
      "/no-userinfo": { userInfoEndpoint: "http://127.0.0.1:9/userinfo" },
      "/clear-token": { tokenEndpoint: "http://198.51.100.1/token" },
      "/clear-userinfo": { userInfoEndpoint: "http://198.51.100.1/userinfo" },
      "/other-userinfo": { userInfoEndpoint: `${idp}/userinfo` },
      "/good": {},
    };
    for (const [path, more] of Object.entries(rules)) await rule(balancer, path, [signIn(more)]);
  });
  after(async () => {
    await stand.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked.length = stand.reached.length = 0;
    onUserinfo = () => undefined;
    replies = { "/token": { body: tokens() }, "/userinfo": { body: { sub: "ada" } } };
  });

  const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
  const idClaims = (more: Json = {}) => ({
    iss: idp,
    aud: stand.client.id,
    sub: "ada",
    exp: stand.now() / 1000 + 60,
    ...more,
  });
  const tokens = (more: Json = {}) => ({ access_token: "opaque", id_token: jwt(idClaims()), expires_in: 60, ...more });

  /** Comes back from the identity provider of these tests, with a code. */
  async function comeBack(browser = stand.browser()): Promise<Answer> {
    const { headers } = await browser.get(`${pages}/stub`);
    const state = new URL(headers.location!).searchParams.get("state")!;
    return browser.get(`${pages}/oauth2/idpresponse?${new URLSearchParams({ code: "code", state })}`);
  }

  function failed({ status, headers }: Answer, expected: number, reason: string, what = reason): void {
    const actual = [status, headers["x-local-error-reason"], headers["set-cookie"], headers.location];
    assert.deepEqual(actual, [expected, reason, undefined, undefined], what);
  }

  const TITLES: Record<number, RegExp> = {
    500: /500 Internal Server Error/,
    561: /561 Authentication Error/,
  };
  for (const [path, status, reason] of [
    ["/secret", 561, "AuthTokenEpRequestFailed"],
    ["/scope", 500, "AuthMissingIdToken"],
    ["/no-token", 500, "AuthTokenEpRequestTimeout"],
    ["/no-userinfo", 500, "AuthUserinfoEpRequestTimeout"],
    ["/clear-token", 500, "AuthUnhandledException"],
    ["/clear-userinfo", 500, "AuthUnhandledException"],
    ["/other-userinfo", 561, "AuthInvalidUserinfoResponse"],
  ] as const) {
    it(`refuses with ${status} at \`${path}\`: ${reason}`, async () => {
      const answer = await stand.browser("reader").follow(pages + path);
      failed(answer, status, reason);
      assert.match(answer.text, TITLES[status]!);
      assert.deepEqual(stand.reached, []);
    });
  }

  it("refuses with 561 where Okta's userinfo has a fault, and signs in once it has not", async () => {
    const fault = { path: `${stand.okta.issuerPath}/v1/userinfo`, status: 503, times: 1 };
    await stand.okta.must(204, "POST", "/__faults", fault);
    failed(await stand.browser("reader").follow(`${pages}/good`), 561, "AuthUserinfoEpRequestFailed");
    assert.equal((await stand.browser("reader").follow(`${pages}/good`)).status, 200);
  });

  it("refuses with 561 where the app demands a PKCE challenge, which a load balancer never sends", async () => {
    const { id, secret } = await stand.newPkceClient();
    const action = stand.signIn({ sessionCookieName: "pkce", clientId: id, clientSecret: secret });
    await stand.rule(stand.balancer, "/pkce", [action]);
    const answer = await stand.browser("reader").follow(`${pages}/pkce`);
    failed(answer, 561, "IdpError");
    assert.match(answer.url, /[?&]error=invalid_request&error_description=PKCE/);
  });

  it("signs in at an identity provider that says what it should", async () => {
    const browser = stand.browser();
    const answer = await comeBack(browser);
    assert.deepEqual([answer.status, answer.headers.location], [302, `${pages}/stub`]);
    assert.deepEqual(asked, ["POST /token Basic", "GET /userinfo Bearer"]);
    const { headers } = JSON.parse((await browser.get(`${pages}/stub`)).text) as Json;
    assert.deepEqual([headers["x-amzn-oidc-identity"], headers["x-amzn-oidc-accesstoken"]], ["ada", "opaque"]);
  });

  const badTokens: [string, number, string, () => unknown][] = [
    ["no JSON", 561, "AuthInvalidTokenResponse", () => "rubbish"],
    ["a list", 561, "AuthInvalidTokenResponse", () => []],
    ["no access token", 561, "AuthInvalidTokenResponse", () => tokens({ access_token: undefined })],
    ["an empty access token", 561, "AuthInvalidTokenResponse", () => tokens({ access_token: "" })],
    ["an access token that is no text", 561, "AuthInvalidTokenResponse", () => tokens({ access_token: 1 })],
    ["no ID token", 500, "AuthMissingIdToken", () => tokens({ id_token: undefined })],
    ["an ID token that is none", 401, "AuthInvalidIdToken", () => tokens({ id_token: "rubbish" })],
    ["that of another issuer", 401, "AuthInvalidIdToken", () => tokens({ id_token: jwt(idClaims({ iss: "x" })) })],
    ["that of another client", 401, "AuthInvalidIdToken", () => tokens({ id_token: jwt(idClaims({ aud: "x" })) })],
    [
      "that of several clients",
      401,
      "AuthInvalidIdToken",
      () => tokens({ id_token: jwt(idClaims({ aud: [stand.client.id, "x"] })) }),
    ],
    [
      "one that has ended",
      401,
      "AuthInvalidIdToken",
      () => tokens({ id_token: jwt(idClaims({ exp: stand.now() / 1000 })) }),
    ],
    ["one without an end", 401, "AuthInvalidIdToken", () => tokens({ id_token: jwt(idClaims({ exp: undefined })) })],
    ["one of nobody", 401, "AuthInvalidIdToken", () => tokens({ id_token: jwt(idClaims({ sub: undefined })) })],
    ["a text without an end", 500, "AuthTokenEpRequestTimeout", () => "x".repeat(1_000_001)],
  ];
  for (const [what, status, reason, body] of badTokens) {
    it(`refuses tokens with ${what}: ${reason}`, async () => {
      replies["/token"] = { body: body() };
      failed(await comeBack(), status, reason);
      assert.deepEqual(asked, ["POST /token Basic"]);
    });
  }

  it("takes an ID token whose audience is a list of the one client", async () => {
    replies["/token"] = { body: tokens({ id_token: jwt(idClaims({ aud: [stand.client.id] })) }) };
    assert.equal((await comeBack()).status, 302);
  });

  it("refuses an endpoint that sends it elsewhere, with the secret in hand", async () => {
    replies["/token"] = { status: 307, body: {} };
    failed(await comeBack(), 500, "AuthTokenEpRequestTimeout");
    replies["/token"] = { body: tokens() };
    replies["/userinfo"] = { status: 302, body: {} };
    failed(await comeBack(), 500, "AuthUserinfoEpRequestTimeout");
    assert.ok(!asked.some((one) => one.includes("elsewhere")));
  });

  it("refuses userinfo of somebody else, of nobody, and what is none", async () => {
    for (const body of [{ sub: "eve" }, {}, { sub: ["ada"] }, "rubbish", []]) {
      replies["/userinfo"] = { body };
      failed(await comeBack(), 561, "AuthInvalidUserinfoResponse", JSON.stringify(body));
    }
  });

  const LIMIT = 11 * 1_024;
  /** Userinfo that has, with the access token `opaque`, so many bytes. */
  const claimsOfSize = (bytes: number) => {
    const rest = Buffer.byteLength(JSON.stringify({ sub: "ada", note: "" })) + "opaque".length;
    return { sub: "ada", note: "x".repeat(bytes - rest) };
  };

  it("keeps 11 KB in four cookies, and refuses with 500 what is more by one byte", async () => {
    const browser = stand.browser();
    replies["/userinfo"] = { body: claimsOfSize(LIMIT) };
    const answer = await comeBack(browser);
    assert.equal(answer.status, 302);
    const sizes = answer.headers["set-cookie"]!.map((one) => one.split(";")[0]!.length);
    assert.deepEqual([sizes.length, sizes.slice(0, 3)], [4, [4_096, 4_096, 4_096]]);
    assert.ok(sizes[3]! <= 4_096);
    const { headers } = JSON.parse((await browser.get(`${pages}/stub`)).text) as Json;
    const payload = String(headers["x-amzn-oidc-data"]).split(".")[1]!;
    assert.equal((JSON.parse(Buffer.from(payload, "base64url").toString()) as Json).note, claimsOfSize(LIMIT).note);
    replies["/userinfo"] = { body: claimsOfSize(LIMIT + 1) };
    failed(await comeBack(), 500, "AuthUserinfoResponseSizeExceeded");
  });

  it("refuses with 500 what is small enough and does not fit into four cookies with its refresh token", async () => {
    replies["/userinfo"] = { body: claimsOfSize(LIMIT) };
    replies["/token"] = { body: tokens({ refresh_token: "r".repeat(1_200) }) };
    failed(await comeBack(), 500, "AuthUserinfoResponseSizeExceeded");
  });

  it("refuses a session of which a cookie is missing, changed places, or is of another session", async () => {
    const [browser, other] = [stand.browser(), stand.browser()];
    replies["/userinfo"] = { body: claimsOfSize(LIMIT) };
    await comeBack(browser);
    await comeBack(other);
    const of = (one: typeof browser) => [0, 1, 2, 3].map((i) => one.cookies(pages).get(`stub-${i}`)!);
    const send = (values: readonly (string | undefined)[]) => {
      const pairs = values.map((value, i) => (value === undefined ? "x=y" : `stub-${i}=${value}`));
      return stand.browser().get(`${pages}/stub`, { cookie: pairs.join("; ") });
    };
    const [a, b, c, d] = of(browser) as [string, string, string, string];
    assert.equal((await send([a, b, c, d])).status, 200);
    for (const values of [
      [a, b, c],
      [a, b, undefined, d],
      [undefined, b, c, d],
      [b, a, c, d],
      [a, b, c, of(other)[3]],
    ])
      assert.equal((await send(values)).status, 302);
  });

  it("takes the last cookies of a larger session away when a smaller one begins", async () => {
    const browser = stand.browser();
    replies["/userinfo"] = { body: claimsOfSize(LIMIT) };
    await comeBack(browser);
    stand.pass(604_800);
    replies = { "/token": { body: tokens() }, "/userinfo": { body: { sub: "ada" } } };
    const answer = await comeBack(browser);
    assert.equal(answer.status, 302);
    assert.deepEqual(
      answer.headers["set-cookie"]!.slice(1).map((one) => one.replace(/Path=[^;]+; /, "")),
      [1, 2, 3].map((i) => `stub-${i}=; Max-Age=0; HttpOnly`),
    );
    assert.equal((await browser.get(`${pages}/stub`)).status, 200);
  });

  it("refuses to go on when a refresh gives another person, or too much", async () => {
    for (const userinfo of [{ sub: "eve" }, claimsOfSize(LIMIT + 1)]) {
      const browser = stand.browser();
      replies = { "/token": { body: tokens({ refresh_token: "r" }) }, "/userinfo": { body: { sub: "ada" } } };
      await comeBack(browser);
      stand.pass(60);
      replies["/userinfo"] = { body: userinfo };
      assert.equal((await browser.get(`${pages}/stub`)).status, 302);
      replies["/userinfo"] = { body: { sub: "ada" } };
      assert.equal((await browser.get(`${pages}/stub`)).status, 200);
    }
  });

  it("refuses to go on when the session ends while it is renewed", async () => {
    const browser = stand.browser();
    replies["/token"] = { body: tokens({ refresh_token: "r" }) };
    await comeBack(browser);
    stand.pass(604_799);
    onUserinfo = () => stand.pass(1);
    assert.equal((await browser.get(`${pages}/stub`)).status, 302);
  });

  it("keeps a refresh token that the identity provider does not replace", async () => {
    const browser = stand.browser();
    replies["/token"] = { body: tokens({ refresh_token: "r" }) };
    await comeBack(browser);
    replies["/token"] = { body: { access_token: "second", expires_in: 60 } };
    for (let round = 0; round < 2; round += 1) {
      stand.pass(60);
      asked.length = 0;
      const { headers } = JSON.parse((await browser.get(`${pages}/stub`)).text) as Json;
      assert.deepEqual([headers["x-amzn-oidc-accesstoken"], asked.length], ["second", 2]);
    }
  });
});
