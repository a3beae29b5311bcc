/** What the callers' module reads: ID tokens, challenges, and the table of its client. */
import assert from "node:assert/strict";
import { baseScopes, entitledScopes, readChallenge, scopesFor, splitScopes, type RouteNeeds } from "../../../client";
import { insufficientScope, insufficientUserAuthentication, invalidToken, missingToken } from "../../../guard/refusals";

const jwt = (claims: object) =>
  `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

const OWN = { entitlementClaims: ["rights", "rights_2"], scopes: ["a:read", "a:write", "b:read"] };

describe("entitledScopes", () => {
  it("puts together a claim that is split over several names, each scope once", () => {
    const claims = { rights: ["a:read", "a:write"], rights_2: ["a:write", "b:read"], name: "Zoë 日本" };
    assert.deepEqual(entitledScopes(jwt(claims), OWN), ["a:read", "a:write", "b:read"]);
    assert.deepEqual(entitledScopes(claims, OWN), ["a:read", "a:write", "b:read"]);
  });

  it("takes a text with spaces for a list", () => {
    assert.deepEqual(entitledScopes(jwt({ rights: "a:read  b:read" }), OWN), ["a:read", "b:read"]);
  });

  it("leaves out what is not the client's, and whatever is no text", () => {
    assert.deepEqual(entitledScopes(jwt({ rights: ["okta.users.manage", 3, null, "", "a:read"] }), OWN), ["a:read"]);
  });

  it("finds nothing in a token without the claim, or with one of another shape", () => {
    for (const claims of [{}, { rights: null }, { rights: 7 }, { rights: { "a:read": true } }, { other: ["a:read"] }])
      assert.deepEqual(entitledScopes(jwt(claims), OWN), [], JSON.stringify(claims));
  });

  it("does not take a name of every object for a claim", () => {
    assert.deepEqual(entitledScopes(jwt({}), { entitlementClaims: ["constructor", "__proto__"], scopes: ["a"] }), []);
  });

  it("refuses what is no JWT, without a word of it", () => {
    const texts = [
      "",
      "secret",
      "a.b",
      "a.secret.c",
      `${jwt({})}.more.parts`,
      `a.${Buffer.from("[1]").toString("base64url")}.c`,
    ];
    for (const text of texts) assert.throws(() => entitledScopes(text, OWN), { message: "this is not a JWT" }, text);
  });
});

const answer = (status: number, headers: Record<string, string>, body: string | null = null) =>
  new Response(body, { status, headers });

describe("readChallenge", () => {
  it("reads what the guard writes, in the header, in the renamed header and in the body alike", async () => {
    const refusals = [
      invalidToken('the token "x\\y" has expired'),
      insufficientScope("too little", { all: ["a:read", "a:write"] }),
      insufficientUserAuthentication("too weak", { acr: "phr", maxAge: 300 }),
    ];
    for (const { status, headers, body } of refusals) {
      const json = { "content-type": "application/json" };
      const read = await readChallenge(answer(status, headers));
      assert.equal(read?.error, body.error);
      assert.deepEqual(read?.scopes, body.scope?.split(" "));
      assert.deepEqual(read?.acrValues, body.acr_values?.split(" "));
      assert.equal(read?.maxAge, body.max_age?.toString());
      const renamed = { "x-amzn-remapped-www-authenticate": headers["www-authenticate"] };
      assert.deepEqual(await readChallenge(answer(status, renamed)), read);
      assert.equal((await readChallenge(answer(status, json, JSON.stringify(body))))?.error, body.error);
      assert.equal((await readChallenge(answer(status, json, JSON.stringify(body))))?.maxAge, read?.maxAge);
    }
  });

  it("takes scope and place from the header where only the body names an error", async () => {
    const headers = {
      "www-authenticate": 'Bearer scope="a b", resource_metadata="https://m"',
      "content-type": "application/json",
    };
    const read = await readChallenge(answer(401, headers, JSON.stringify({ error: "invalid_token", scope: "c" })));
    assert.deepEqual([read?.error, read?.scopes, read?.resourceMetadata], ["invalid_token", ["a", "b"], "https://m"]);
  });

  it("tells a request without a token from a refused token", async () => {
    const read = await readChallenge(answer(401, missingToken().headers));
    assert.deepEqual(read, {
      error: undefined,
      description: undefined,
      scopes: undefined,
      acrValues: undefined,
      maxAge: undefined,
      resourceMetadata: undefined,
    });
    const at = "https://api.example.com/.well-known/oauth-protected-resource";
    const leading = await readChallenge(answer(401, { "www-authenticate": `Bearer resource_metadata="${at}"` }));
    assert.equal(leading?.resourceMetadata, at);
  });

  it("finds the bearer challenge among others, and takes the first of two values", async () => {
    const header =
      'Basic realm="a, Bearer error=\\"x\\"", Bearer realm="api", error=invalid_token, error="other", DPoP algs="ES256", error="third"';
    assert.equal((await readChallenge(answer(401, { "www-authenticate": header })))?.error, "invalid_token");
    assert.equal(await readChallenge(answer(401, { "www-authenticate": 'Basic realm="x"' })), undefined);
    assert.equal(
      (await readChallenge(answer(401, { "www-authenticate": 'bearer ERROR = "invalid_token"' })))?.error,
      "invalid_token",
    );
  });

  it("leaves the body to whoever called", async () => {
    const response = answer(403, { "content-type": "application/json" }, '{"error":"insufficient_scope"}');
    assert.equal((await readChallenge(response))?.error, "insufficient_scope");
    assert.deepEqual(await response.json(), { error: "insufficient_scope" });
  });

  it("finds none in other answers, nor in a body that is none", async () => {
    assert.equal(await readChallenge(answer(200, invalidToken("x").headers)), undefined);
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      '{"error":{}}',
      '{"message":"Forbidden"}',
      `{"error":"${"x".repeat(30_000)}"}`,
    ])
      assert.equal(
        await readChallenge(answer(403, { "content-type": "application/json" }, body)),
        undefined,
        body.slice(0, 40),
      );
    assert.equal(
      await readChallenge(answer(403, { "content-type": "text/html" }, '{"error":"invalid_token"}')),
      undefined,
    );
  });

  it("reads any header in a time that grows with its length", async () => {
    for (const text of ['"', "\\", 'a="', "a=", " ", "Bearer ", 'Bearer a="\\']) {
      const read = await readChallenge(answer(401, { "www-authenticate": `Bearer ${text.repeat(8_000)}` }));
      assert.equal(read?.error, undefined);
    }
  });
});

const ROUTES: RouteNeeds = {
  "GET /users": { scopes: { any: ["users:read", "users:manage"] } },
  "GET /users/{id}": { scopes: { any: ["users:read"] } },
  "GET /users/me": { public: true },
  "POST /users/{id}/deactivate": {
    scopes: { all: ["users:read", "users:deactivate"] },
    stepUp: { acr: "phr", maxAge: 300 },
  },
};

describe("scopesFor", () => {
  it("finds the route of a key, of a path and of a request", () => {
    const baseUrl = "https://api.example.com/prod/";
    const needed = { scopes: ["users:read", "users:deactivate"], stepUp: { acr: "phr", maxAge: 300 } };
    assert.deepEqual(scopesFor("POST /users/{id}/deactivate", ROUTES), needed);
    assert.deepEqual(scopesFor("POST /users/7/deactivate", ROUTES), needed);
    assert.deepEqual(
      scopesFor(new Request("https://api.example.com/prod/users/7/deactivate?a=b", { method: "POST" }), ROUTES, {
        baseUrl,
      }),
      needed,
    );
    assert.deepEqual(scopesFor("GET /users/me", ROUTES), { scopes: [] });
    assert.deepEqual(scopesFor("GET /users/%6De", ROUTES), { scopes: [] });
  });

  it("takes of several scopes the one that the person holds", () => {
    assert.deepEqual(scopesFor("GET /users", ROUTES, { entitled: ["users:manage"] })?.scopes, ["users:manage"]);
    assert.deepEqual(scopesFor("GET /users", ROUTES)?.scopes, ["users:read"]);
    assert.deepEqual(scopesFor("GET /users", ROUTES, { entitled: ["other:read"] })?.scopes, ["users:read"]);
  });

  it("finds none for what the client never calls", () => {
    for (const call of ["DELETE /users/7", "GET /", "GET", "", "constructor", "GET /users/7/../../x", "get /users"])
      assert.equal(scopesFor(call, ROUTES), undefined, call);
    const elsewhere = { method: "GET", url: "https://api.example.com/other/users" };
    assert.equal(scopesFor(elsewhere, ROUTES, { baseUrl: "https://api.example.com/prod" }), undefined);
    assert.equal(
      scopesFor({ ...elsewhere, url: "https://evil.example/prod/users" }, ROUTES, {
        baseUrl: "https://api.example.com/prod",
      }),
      undefined,
    );
  });
});

describe("splitScopes", () => {
  it("asks for all at once where the file lets it", () => {
    assert.deepEqual(splitScopes(["b", "a", "b"], { scopes: ["a", "b"], together: [["a", "b"]] }), [["b", "a"]]);
  });

  it("asks apart for what is never asked together, the largest set first", () => {
    const table = { scopes: ["a", "b", "c", "d"], together: [["a"], ["b", "c"], ["d"]] };
    assert.deepEqual(splitScopes(["a", "b", "c", "d"], table), [["b", "c"], ["a"], ["d"]]);
  });

  it("leaves out what is not the client's", () => {
    assert.deepEqual(splitScopes(["okta.users.manage", "a"], { scopes: ["a"], together: [["a"]] }), [["a"]]);
    assert.deepEqual(splitScopes([], { scopes: ["a"], together: [["a"]] }), []);
  });
});

describe("baseScopes", () => {
  it("are those that need no step-up", () => {
    assert.deepEqual(baseScopes(["a", "b", "x"], { scopes: ["a", "b"], elevated: ["b"] }), ["a"]);
  });
});
