/** The guard: a conformance table of tokens, and every requirement in both directions. */
import assert from "node:assert/strict";
import { createGuard, type Decision, type GuardOptions, type GuardRequest } from "../../../guard/guard";
import type { Requirement } from "../../../model/routes/requirement";
import { BAD_TOKENS } from "./badTokens";
import { firstKey, oktaClaims, secondKey, sign, type SigningKey } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const AUDIENCE = "api://admin";
const NOW = 1_800_000_000;

let key: SigningKey;
let other: SigningKey;
async function loadKeys() {
  key = await firstKey();
  other = await secondKey();
}

function guard(
  options: Partial<GuardOptions> = {},
  fetchKeys?: (url: string) => Promise<unknown>,
  now = () => NOW * 1000,
) {
  return createGuard(
    { issuer: ISSUER, audience: AUDIENCE, ...options },
    { now, fetchKeys: fetchKeys ?? (async () => ({ keys: [key.jwk] })) },
  );
}

const claims = (more: Record<string, unknown> = {}) => oktaClaims(ISSUER, NOW, more);
const bearer = (token: string): GuardRequest => ({ headers: { authorization: `Bearer ${token}` } });

function check(token: string, requirement: Requirement = {}, options: Partial<GuardOptions> = {}): Promise<Decision> {
  return guard(options).check(bearer(token), requirement);
}

function refused(decision: Decision) {
  assert.equal(decision.allowed, false);
  return decision as Extract<Decision, { allowed: false }>;
}

describe("the guard's judgement of tokens", () => {
  before(loadKeys);

  const good: [string, () => Promise<string>][] = [
    ["in Okta's shape", () => sign(key, claims())],
    ["with the type `JWT`", () => sign(key, claims(), { typ: "JWT" })],
    ["with the type of RFC 9068", () => sign(key, claims(), { typ: "at+jwt" })],
    ["with its long type", () => sign(key, claims(), { typ: "application/at+jwt" })],
    ["for several audiences, ours among them", () => sign(key, claims({ aud: ["api://other", AUDIENCE] }))],
    ["without `iat`", () => sign(key, claims({ iat: undefined }))],
    ["whose `iat` is a few seconds ahead of our clock", () => sign(key, claims({ iat: NOW + 5 }))],
    ["whose `nbf` has come", () => sign(key, claims({ nbf: NOW }))],
    ["in its last second", () => sign(key, claims({ exp: NOW + 1 }))],
  ];
  for (const [what, make] of good) {
    it(`takes a token ${what}`, async () => {
      const decision = await check(await make(), { scopes: { any: ["users:read"] } });
      assert.equal(decision.allowed, true);
      assert.deepEqual(decision.allowed && decision.scopes, ["users:read"]);
    });
  }

  for (const { what, make, problem: description } of BAD_TOKENS) {
    it(`refuses a token ${what}`, async () => {
      const decision = refused(await check(await make({ issuer: ISSUER, now: NOW, key, other })));
      assert.equal(decision.status, 401);
      assert.equal(decision.error, "invalid_token");
      assert.equal(decision.description, description);
      assert.equal(
        decision.headers["www-authenticate"],
        `Bearer error="invalid_token", error_description="${description.replaceAll('"', "")}"`,
      );
      assert.deepEqual(decision.body, { error: "invalid_token", error_description: description });
      assert.equal(decision.owner, undefined);
    });
  }
});

describe("the guard's reading of requests", () => {
  before(loadKeys);

  it("reads the header in any case, and the scheme too", async () => {
    const token = await sign(key, claims());
    for (const headers of [{ AUTHORIZATION: `bearer ${token}` }, { Authorization: [`BEARER  ${token}`] }]) {
      assert.equal((await guard().check({ headers }, {})).allowed, true);
    }
  });

  it("refuses a request without a token, with a challenge that names no error", async () => {
    for (const headers of [{}, { authorization: undefined }, { authorization: "Basic YTpi" }, { authorization: "" }]) {
      const decision = refused(await guard().check({ headers }, {}));
      assert.equal(decision.status, 401);
      assert.equal(decision.error, "invalid_request");
      assert.deepEqual(decision.headers, { "www-authenticate": "Bearer" });
    }
  });

  const malformed: [string, GuardRequest["headers"], string][] = [
    ["two headers", { authorization: ["Bearer a", "Bearer b"] }, "the request has several authorization headers"],
    [
      "two spellings of the header",
      { authorization: "Bearer a", Authorization: "Bearer b" },
      "the request has several authorization headers",
    ],
    ["a scheme without a token", { authorization: "Bearer " }, "the authorization header has no token"],
    ["two tokens in a header", { authorization: "Bearer a, Bearer b" }, "the token has characters that no token has"],
    ["a token with a line break", { authorization: "Bearer a\r\nx: y" }, "the token has characters that no token has"],
    [
      "a token longer than any server takes",
      { authorization: `Bearer ${"a".repeat(16_385)}` },
      "the token is too long",
    ],
  ];
  for (const [what, headers, description] of malformed) {
    it(`refuses ${what}`, async () => {
      const decision = refused(await guard().check({ headers }, {}));
      assert.deepEqual([decision.status, decision.error, decision.description], [401, "invalid_request", description]);
    });
  }

  it("refuses, and does not reject, what is no request and no requirement", async () => {
    for (const request of [undefined, null, {}, { headers: null }] as never[]) {
      assert.equal((await guard().check(request, {})).allowed, false);
    }
    const token = await sign(key, claims());
    for (const requirement of [
      undefined,
      null,
      [],
      "x",
      { scope: ["a"] },
      { scopes: ["a"] },
      { scopes: { any: [] } },
      { scopes: { all: [] } },
      { scopes: { any: ["users:read"], all: ["users:read"] } },
      { groups: [] },
      { clients: [] },
      { stepUp: { acr: "phr" } },
    ] as never[]) {
      const decision = refused(await guard().check(bearer(token), requirement));
      assert.deepEqual([decision.status, decision.error], [403, "insufficient_scope"]);
    }
  });
});

describe("the guard's judgement of requirements", () => {
  before(loadKeys);

  async function outcome(more: Record<string, unknown>, requirement: Requirement, options: Partial<GuardOptions> = {}) {
    const decision = await check(await sign(key, claims(more)), requirement, options);
    return decision.allowed ? "allowed" : `${decision.status} ${decision.error}: ${decision.description}`;
  }
  const NO_SCOPE = "403 insufficient_scope: the token holds none of the scopes";
  const NOT_ALL = "403 insufficient_scope: the token does not hold all of the scopes";
  const NO_GROUP = "403 insufficient_scope: the token holds no group that may do this";
  const WEAK = "401 insufficient_user_authentication: a stronger sign-in is required";
  const STALE = "401 insufficient_user_authentication: a more recent sign-in is required";

  it("lets any one of the scopes through", async () => {
    const requirement: Requirement = { scopes: { any: ["a", "b"] } };
    assert.equal(await outcome({ scp: ["b"] }, requirement), "allowed");
    assert.equal(await outcome({ scp: ["c"] }, requirement), NO_SCOPE);
    assert.equal(await outcome({ scp: undefined }, requirement), NO_SCOPE);
    assert.equal(await outcome({ scp: ["B", "a "] }, requirement), NO_SCOPE);
  });

  it("wants all of the scopes where all are demanded", async () => {
    const requirement: Requirement = { scopes: { all: ["a", "b"] } };
    assert.equal(await outcome({ scp: ["b", "a", "c"] }, requirement), "allowed");
    assert.equal(await outcome({ scp: ["b"] }, requirement), NOT_ALL);
  });

  it("reads `scope` only where there is no `scp`, and nothing from a claim of another shape", async () => {
    const requirement: Requirement = { scopes: { any: ["a"] } };
    assert.equal(await outcome({ scp: undefined, scope: "b a" }, requirement), "allowed");
    assert.equal(await outcome({ scp: ["b"], scope: "a" }, requirement), NO_SCOPE);
    for (const scp of [["a", 1], { 0: "a" }, 1, true, [["a"]]])
      assert.equal(await outcome({ scp }, requirement), NO_SCOPE);
  });

  it("names the scopes that would do in the challenge", async () => {
    const token = await sign(key, claims({ scp: [] }));
    const decision = refused(await check(token, { scopes: { any: ["a", "b"] } }));
    assert.equal(
      decision.headers["www-authenticate"],
      'Bearer error="insufficient_scope", error_description="the token holds none of the scopes", scope="a b"',
    );
    assert.deepEqual(decision.owner, { sub: "ada@example.com", cid: "0oa1", jti: "AT.1" });
  });

  it("counts only what the entitlement claim lists as well, and nothing without that claim", async () => {
    const options = { entitlementClaim: "entitlements" };
    const requirement: Requirement = { scopes: { any: ["a"] } };
    assert.equal(await outcome({ scp: ["a"], entitlements: ["a"] }, requirement, options), "allowed");
    assert.equal(await outcome({ scp: ["a"], entitlements: ["b"] }, requirement, options), NO_SCOPE);
    assert.equal(await outcome({ scp: ["b"], entitlements: ["a"] }, requirement, options), NO_SCOPE);
    assert.equal(await outcome({ scp: ["a"] }, requirement, options), NO_SCOPE);
    const token = await sign(key, claims({ scp: ["a", "b", "c"], entitlements: ["c", "a", "x"] }));
    const decision = await check(token, {}, options);
    assert.deepEqual(decision.allowed && decision.scopes, ["a", "c"]);
  });

  it("counts what any of several entitlement claims lists", async () => {
    const options = { entitlementClaim: ["entitlements", "entitlements_2"] };
    const requirement: Requirement = { scopes: { all: ["a", "b"] } };
    const split = { scp: ["a", "b", "c"], entitlements: ["a"], entitlements_2: ["b"] };
    assert.equal(await outcome(split, requirement, options), "allowed");
    assert.equal(await outcome({ ...split, entitlements_2: undefined }, requirement, options), NOT_ALL);
    assert.equal(await outcome({ ...split, scp: ["a"] }, requirement, options), NOT_ALL);
  });

  describe("with a table of what groups entitle to", () => {
    const entitlements = {
      claim: ["groups_of", "groups_of_2"],
      scopes: { clerks: ["a"], leads: ["a", "b"], constructor: ["d"] },
    };
    const UNKNOWN = `${NO_SCOPE}; it names a group that the gateway does not know yet`;

    it("counts what the groups of the token entitle to as well, whichever claim names them", async () => {
      const requirement: Requirement = { scopes: { any: ["b"] } };
      const options = { entitlements };
      assert.equal(await outcome({ scp: ["a", "b"], groups_of: ["leads"] }, requirement, options), "allowed");
      assert.equal(await outcome({ scp: ["a", "b"], groups_of_2: ["leads"] }, requirement, options), "allowed");
      assert.equal(await outcome({ scp: ["a", "b"], groups_of: ["clerks"] }, requirement, options), NO_SCOPE);
      assert.equal(await outcome({ scp: ["a"], groups_of: ["leads"] }, requirement, options), NO_SCOPE);
      assert.equal(await outcome({ scp: ["b"] }, requirement, options), NO_SCOPE);
      const token = await sign(key, claims({ scp: ["a", "b", "c"], groups_of: ["clerks"], groups_of_2: ["leads"] }));
      const decision = await check(token, {}, options);
      assert.deepEqual(decision.allowed && decision.scopes, ["a", "b"]);
    });

    it("counts nothing for a group that it does not have, as where it is older than the rules, and says so", async () => {
      const requirement: Requirement = { scopes: { any: ["b"] } };
      for (const group of ["new-group", "toString", "__proto__", "Leads"]) {
        assert.equal(await outcome({ scp: ["b"], groups_of: [group] }, requirement, { entitlements }), UNKNOWN, group);
      }
      assert.equal(
        await outcome({ scp: ["b"], groups_of: ["new", "leads"] }, requirement, { entitlements }),
        "allowed",
      );
    });

    it("reads the scopes of an earlier version's claim from tokens without the new one, and from no other", async () => {
      const options = { entitlements, entitlementClaim: "entitlements" };
      const requirement: Requirement = { scopes: { any: ["b"] } };
      assert.equal(await outcome({ scp: ["b"], entitlements: ["b"] }, requirement, options), "allowed");
      assert.equal(await outcome({ scp: ["b"], entitlements: ["a"] }, requirement, options), NO_SCOPE);
      const both = { scp: ["b"], entitlements: ["b"], groups_of: ["clerks"] };
      assert.equal(await outcome(both, requirement, options), NO_SCOPE);
      assert.equal(await outcome({ scp: ["b"], entitlements: ["leads"] }, requirement, options), NO_SCOPE);
    });

    it("leaves exact clients as they are", async () => {
      const options = { entitlements, exactClients: ["0oaSync"] };
      assert.equal(await outcome({ scp: ["b"], cid: "0oaSync" }, { scopes: { any: ["b"] } }, options), "allowed");
      assert.equal(await outcome({ scp: ["b"], cid: "0oaOther" }, { scopes: { any: ["b"] } }, options), NO_SCOPE);
    });
  });

  it("does not narrow the exact clients, and narrows every other one", async () => {
    const options = { entitlementClaim: ["entitlements"], exactClients: ["0oaSync"] };
    const requirement: Requirement = { scopes: { any: ["a"] } };
    assert.equal(await outcome({ scp: ["a"], cid: "0oaSync", sub: "0oaSync" }, requirement, options), "allowed");
    assert.equal(await outcome({ scp: ["b"], cid: "0oaSync" }, requirement, options), NO_SCOPE);
    for (const cid of ["0oaOther", "0oasync", "", undefined, null, ["0oaSync"], 1]) {
      assert.equal(await outcome({ scp: ["a"], cid }, requirement, options), NO_SCOPE);
    }
  });

  it("matches group patterns against the groups claim", async () => {
    const options = { groupsClaim: "permissions" };
    const requirement: Requirement = { groups: ["group-*-test", "exact"] };
    assert.equal(await outcome({ permissions: ["x", "group-a-test"] }, requirement, options), "allowed");
    assert.equal(await outcome({ permissions: "exact" }, requirement, options), "allowed");
    assert.equal(await outcome({ permissions: ["group-a-tests", "Exact"] }, requirement, options), NO_GROUP);
    assert.equal(await outcome({}, requirement, options), NO_GROUP);
    assert.equal(await outcome({ permissions: ["exact", 1] }, requirement, options), NO_GROUP);
  });

  it("refuses a group pattern where no claim is named to match it against", async () => {
    assert.equal(await outcome({ groups: ["a"] }, { groups: "a" }), NO_GROUP);
    assert.equal(await outcome({ groups: ["a"] }, { groups: "a", groupsClaim: "groups" }), "allowed");
  });

  it("lets through the clients that are listed, by `cid` or `client_id`", async () => {
    const requirement: Requirement = { clients: ["0oa1", "0oa2"] };
    assert.equal(await outcome({}, requirement), "allowed");
    assert.equal(await outcome({ cid: undefined, client_id: "0oa2" }, requirement), "allowed");
    assert.equal(
      await outcome({ cid: "0oa3", client_id: "0oa2" }, requirement),
      "403 insufficient_scope: this client may not do this",
    );
    assert.equal(await outcome({ cid: undefined }, requirement), "403 insufficient_scope: this client may not do this");
  });

  it("wants a step-up's level, and takes a stronger one", async () => {
    const requirement: Requirement = { stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 } };
    for (const acr of ["urn:okta:loa:2fa:any", "phr", "phrh"])
      assert.equal(await outcome({ acr }, requirement), "allowed");
    for (const acr of ["urn:okta:loa:1fa:any", "urn:okta:loa:2fa:any:ifpossible", "zzz", undefined, 3]) {
      assert.equal(await outcome({ acr }, requirement), WEAK);
    }
  });

  it("refuses a step-up to a level that nobody knows", async () => {
    assert.equal(await outcome({ acr: "silver" }, { stepUp: { acr: "silver", maxAge: 300 } }), WEAK);
  });

  it("wants a sign-in that is recent enough, and says what to ask for", async () => {
    const requirement: Requirement = { stepUp: { acr: "phr", maxAge: 300 } };
    assert.equal(await outcome({ acr: "phr", auth_time: NOW - 300 }, requirement), "allowed");
    for (const auth_time of [NOW - 301, undefined, String(NOW), null, NOW + 60]) {
      assert.equal(await outcome({ acr: "phr", auth_time }, requirement), STALE);
    }
    const decision = refused(await check(await sign(key, claims({ acr: "phr", auth_time: 0 })), requirement));
    assert.equal(
      decision.headers["www-authenticate"],
      'Bearer error="insufficient_user_authentication", error_description="a more recent sign-in is required", acr_values="phr", max_age="300"',
    );
    assert.deepEqual(decision.body, {
      error: "insufficient_user_authentication",
      error_description: "a more recent sign-in is required",
      acr_values: "phr",
      max_age: 300,
    });
  });

  it("asks for a missing scope before it asks for a new sign-in", async () => {
    assert.equal(await outcome({ scp: [] }, { scopes: { any: ["a"] }, stepUp: { acr: "phr", maxAge: 1 } }), NO_SCOPE);
  });
});

describe("the guard's settings", () => {
  before(loadKeys);

  it("reads the keys from Okta's place, or from where it is told", async () => {
    const urls: string[] = [];
    const fetchKeys = async (url: string) => (urls.push(url), { keys: [key.jwk] });
    const token = await sign(key, claims());
    await guard({}, fetchKeys).check(bearer(token), {});
    await guard({ jwksUri: "https://keys.example.com/set" }, fetchKeys).check(bearer(token), {});
    assert.deepEqual(urls, [`${ISSUER}/v1/keys`, "https://keys.example.com/set"]);
  });

  const wrong: [string, Partial<GuardOptions>, RegExp][] = [
    ["no issuer", { issuer: undefined }, /`issuer` must be an absolute URL/],
    ["an issuer that is no URL", { issuer: "example" }, /`issuer` must be an absolute URL/],
    ["an issuer with a slash at its end", { issuer: `${ISSUER}/` }, /`issuer` must be an absolute URL/],
    ["an issuer without TLS", { issuer: "http://127.0.0.1/oauth2/aus1" }, /only `allowInsecureIssuer` permits `http:`/],
    ["a key set without TLS", { jwksUri: "http://127.0.0.1/keys" }, /`jwksUri` must begin with `https:`/],
    [
      "another protocol, even with `allowInsecureIssuer`",
      { issuer: "ftp://a/b", allowInsecureIssuer: true },
      /`issuer` must begin/,
    ],
    ...["http://example.com/a", "http://127.0.0.1.example.com/a", "http://10.0.0.1/a", "http://localhost.evil/a"].map(
      (issuer): [string, Partial<GuardOptions>, RegExp] => [
        `\`http:\` on another machine (${issuer}), even with \`allowInsecureIssuer\``,
        { issuer, allowInsecureIssuer: true },
        /permits `http:`, and only for this machine/,
      ],
    ),
    ["no audience", { audience: undefined }, /`audience` must be a text/],
    ["an empty audience", { audience: "" }, /`audience` must be a text/],
    ["an empty entitlement claim", { entitlementClaim: "" }, /`entitlementClaim` must be a text/],
    ["a table without a claim", { entitlements: { claim: [], scopes: {} } }, /`entitlements.claim` must name a claim/],
    ["a table without its rows", { entitlements: { claim: "c" } as never }, /`entitlements.scopes` must be an object/],
    [
      "a table with a row that is no list of scopes",
      { entitlements: { claim: "c", scopes: { a: [1] as never } } },
      /`entitlements.scopes.a` must be a text, or a list/,
    ],
    ["an empty list of entitlement claims", { entitlementClaim: [] }, /`entitlementClaim` must name a claim/],
    ["exact clients that are no texts", { exactClients: [1] as never }, /`exactClients` must be a text, or a list/],
    ["an empty groups claim", { groupsClaim: "" }, /`groupsClaim` must be a text/],
  ];
  for (const [what, options, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => guard(options), message);
    });
  }

  it("takes an issuer without TLS where it is told to", async () => {
    const issuer = "http://127.0.0.1:1/oauth2/aus1";
    const token = await sign(key, claims({ iss: issuer }));
    assert.equal((await check(token, {}, { issuer, allowInsecureIssuer: true })).allowed, true);
  });

  it("takes `http:` on this machine, whatever the way to write it", () => {
    for (const host of ["localhost:1", "127.0.0.1", "127.0.0.2:8080", "[::1]:1", "LOCALHOST"]) {
      assert.ok(guard({ issuer: `http://${host}/oauth2/aus1`, allowInsecureIssuer: true }));
    }
  });
});
