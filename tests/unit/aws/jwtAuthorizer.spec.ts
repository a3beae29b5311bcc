/** The gateway's JWT authorizer: who is let through, and the exact answer to everybody else. */
import assert from "node:assert/strict";
import { firstKey, oktaClaims, rawToken, secondKey, sign, startIssuer, type TestIssuer } from "../guard/tokens";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

const now = () => Math.floor(Date.now() / 1000);

describe("the JWT authorizer of the local gateway", () => {
  let issuer: TestIssuer;
  let api: TestApi;

  before(async () => {
    issuer = await startIssuer([(await firstKey()).jwk]);
    api = await startApi();
    const integration = await api.lambda("echo", ECHO);
    const { authorizerId } = await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
      name: "okta",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: issuer.issuer, audience: ["api://admin"] },
    });
    const jwt = { authorizationType: "JWT", authorizerId };
    await api.route("GET /users", integration, { ...jwt, authorizationScopes: ["users:read", "users:manage"] });
    await api.route("GET /me", integration, jwt);
    await api.route("GET /health", integration);
    await api.stage({
      accessLogSettings: {
        destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:/api/test",
        format:
          '{"id":"$context.requestId","status":"$context.status","error":"$context.authorizer.error","sub":"$context.authorizer.claims.sub"}',
      },
    });
  });

  after(async () => {
    await api.aws.close();
    await issuer.close();
  });

  async function get(path: string, token?: string) {
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const response = await fetch(api.url + path, { headers });
    return {
      status: response.status,
      challenge: response.headers.get("www-authenticate"),
      body: (await response.json()) as Json,
    };
  }

  async function lastLog() {
    const events = api.kept.events("/api/test");
    return JSON.parse(events.at(-1).message);
  }

  it("hands flattened claims and the token's scopes on to the integration", async () => {
    const claims = oktaClaims(issuer.issuer, now(), {
      scp: ["users:read", "other"],
      groups: ["group-a-test", "group b"],
      flag: true,
      nothing: null,
      nested: { a: 1 },
    });
    const { status, body } = await get("/users", await sign(await firstKey(), claims));
    assert.equal(status, 200);
    const { authorizer } = body.requestContext;
    assert.deepEqual(authorizer.jwt.scopes, ["users:read", "other"]);
    assert.deepEqual(authorizer.jwt.claims, {
      ver: "1",
      jti: "AT.1",
      iss: issuer.issuer,
      aud: "api://admin",
      iat: String(claims["iat"]),
      exp: String(claims["exp"]),
      cid: "0oa1",
      uid: "00u1",
      scp: "[users:read other]",
      auth_time: String(claims["auth_time"]),
      sub: "ada@example.com",
      groups: "[group-a-test group b]",
      flag: "true",
      nested: '{"a":1}',
    });
  });

  it("hands on null instead of scopes where the route has none", async () => {
    const { status, body } = await get("/me", await sign(await firstKey(), oktaClaims(issuer.issuer, now())));
    assert.equal(status, 200);
    assert.equal(body.requestContext.authorizer.jwt.scopes, null);
  });

  it("hands no authorizer on where the route is open, even with a token that is no good", async () => {
    const { status, body } = await get("/health", "rubbish");
    assert.equal(status, 200);
    assert.equal("authorizer" in body.requestContext, false);
  });

  it("takes one of several scopes, from `scope` as well, and a bare token", async () => {
    const claims = { ...oktaClaims(issuer.issuer, now()), scp: undefined, scope: "other users:manage" };
    const token = await sign(await firstKey(), claims);
    assert.equal((await get("/users", token)).status, 200);
    const bare = await fetch(`${api.url}/users`, { headers: { authorization: token } });
    assert.equal(bare.status, 200);
  });

  it("takes `client_id` for the audience only where there is no `aud`", async () => {
    const base = oktaClaims(issuer.issuer, now(), { client_id: "api://admin" });
    assert.equal((await get("/users", await sign(await firstKey(), { ...base, aud: undefined }))).status, 200);
    assert.equal((await get("/users", await sign(await firstKey(), { ...base, aud: "other" }))).status, 401);
  });

  it("takes one of several audiences", async () => {
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, now(), { aud: ["other", "api://admin"] }));
    assert.equal((await get("/users", token)).status, 200);
  });

  it("refuses a request without a token", async () => {
    assert.deepEqual(await get("/users"), { status: 401, challenge: "Bearer", body: { message: "Unauthorized" } });
    assert.deepEqual(
      { ...(await lastLog()), id: undefined },
      { id: undefined, status: "401", error: "missing: token not provided", sub: "-" },
    );
  });

  it("refuses a token without a scope of the route, with 403", async () => {
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, now(), { scp: ["other"] }));
    const { status, challenge, body } = await get("/users", token);
    assert.equal(status, 403);
    assert.deepEqual(body, { message: "Forbidden" });
    assert.match(challenge ?? "", /^Bearer scope="users:read users:manage" error="insufficient_scope"/);
  });

  const refusals: [string, () => Promise<string>, string][] = [
    [
      "for another audience",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { aud: "api://other" })),
      "the token does not have a valid audience",
    ],
    [
      "without an audience",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { aud: undefined })),
      "the token does not have a valid audience",
    ],
    [
      "of another issuer",
      async () => sign(await firstKey(), oktaClaims(`${issuer.issuer}/`, now())),
      "issuer does not match",
    ],
    [
      "that has expired",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { exp: now() - 1 })),
      "the token has expired",
    ],
    [
      "that never expires",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { exp: undefined })),
      "the token has expired",
    ],
    [
      "that is not valid yet",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { nbf: now() + 60 })),
      "the token is not valid yet",
    ],
    [
      "from the future",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now(), { iat: now() + 60 })),
      "the token was issued in the future",
    ],
    [
      "signed with a key that the issuer does not have",
      async () => sign(await secondKey(), oktaClaims(issuer.issuer, now())),
      "unable to find a signing key that matches the token's key id",
    ],
    [
      "signed with another key under a known key id",
      async () => sign({ ...(await secondKey()), kid: "first" }, oktaClaims(issuer.issuer, now())),
      "invalid signature",
    ],
    [
      "without a key id",
      async () => sign(await firstKey(), oktaClaims(issuer.issuer, now()), { kid: undefined }),
      "the token has no key id",
    ],
    [
      "with an extension that is not known",
      async () =>
        sign(await firstKey(), oktaClaims(issuer.issuer, now()), {
          crit: ["urn:example:extension"],
          "urn:example:extension": true,
        }),
      "invalid signature",
    ],
    [
      "without a signature",
      async () => rawToken({ alg: "none", kid: "first" }, oktaClaims(issuer.issuer, now()), ""),
      "signing method is invalid",
    ],
    ["that is no token", async () => "rubbish", "token contains an invalid number of segments"],
    ["of three parts that are no JSON", async () => "a.b.c", "the token's header cannot be read"],
  ];
  for (const [what, make, description] of refusals) {
    it(`refuses a token ${what}, with 401`, async () => {
      assert.deepEqual(await get("/users", await make()), {
        status: 401,
        challenge: `Bearer scope="users:read users:manage" error="invalid_token" error_description="${description}"`,
        body: { message: "Unauthorized" },
      });
      assert.equal((await lastLog()).error, `invalid_token: ${description}`);
    });
  }

  it("refuses two tokens in two headers", async () => {
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, now()));
    const headers = new Headers([
      ["authorization", `Bearer ${token}`],
      ["authorization", `Bearer ${token}`],
    ]);
    assert.equal((await fetch(`${api.url}/users`, { headers })).status, 401);
  });

  it("finds a key that was added after the first request, without waiting for the cache", async () => {
    const rotated = await startIssuer([(await firstKey()).jwk]);
    let clock = Date.now();
    const other = await startApi({ now: () => clock });
    try {
      const integration = await other.lambda("echo", ECHO);
      const { authorizerId } = await other.make("POST", `/v2/apis/${other.apiId}/authorizers`, {
        name: "okta",
        authorizerType: "JWT",
        identitySource: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: rotated.issuer, audience: ["api://admin"] },
      });
      await other.route("GET /me", integration, { authorizationType: "JWT", authorizerId });
      await other.stage();
      const status = async (token: string) =>
        (await fetch(`${other.url}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
      const old = await sign(await firstKey(), oktaClaims(rotated.issuer, now()));
      const fresh = await sign(await secondKey(), oktaClaims(rotated.issuer, now()));
      assert.equal(await status(old), 200);
      rotated.keys = [(await secondKey()).jwk];
      assert.equal(await status(fresh), 401);
      clock += 1_000;
      assert.equal(await status(fresh), 200);
      assert.equal(await status(old), 401);
    } finally {
      await other.aws.close();
      await rotated.close();
    }
  });
});
