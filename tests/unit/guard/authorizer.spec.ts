/** The Lambda authorizer around the guard: routes, settings, what it passes on and what it logs. */
import assert from "node:assert/strict";
import { authorizeHttpApi } from "../../../guard/adapters/authorizer";
import { createGuard } from "../../../guard/guard";
import { isRequirement, requirementProblem, type Requirement } from "../../../model/routes/requirement";
import { readGatewaySettings, readSettings } from "../../../guard/settings";
import { firstKey, oktaClaims, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const NOW = 1_800_000_000;

describe("the Lambda authorizer", () => {
  const lines: string[] = [];

  async function authorize(routeKey: string, token?: string) {
    lines.length = 0;
    const { jwk } = await firstKey();
    const guard = createGuard(
      { issuer: ISSUER, audience: "api://admin" },
      { now: () => NOW * 1000, fetchKeys: async () => ({ keys: [jwk] }) },
    );
    const requirements = new Map<string, Requirement>([["GET /users", { scopes: { any: ["users:read"] } }]]);
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const event = { routeKey, headers, requestContext: { requestId: "r1" } };
    return authorizeHttpApi(event, { guard, requirements, log: (line) => lines.push(line) });
  }

  it("lets a token with the route's scope through, with a small context", async () => {
    const token = await sign(await firstKey(), oktaClaims(ISSUER, NOW, { scp: ["users:read", "x"], groups: ["a"] }));
    assert.deepEqual(await authorize("GET /users", token), {
      isAuthorized: true,
      context: { sub: "ada@example.com", cid: "0oa1", uid: "00u1", scp: "users:read x" },
    });
    assert.deepEqual(lines, []);
  });

  it("refuses a token without the scope, and logs who was refused but no token", async () => {
    const token = await sign(await firstKey(), oktaClaims(ISSUER, NOW, { scp: ["x"] }));
    assert.deepEqual(await authorize("GET /users", token), {
      isAuthorized: false,
      context: {
        error: "insufficient_scope",
        description: "the token holds none of the scopes",
        sub: "ada@example.com",
        cid: "0oa1",
      },
    });
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        {
          refused: "insufficient_scope",
          description: "the token holds none of the scopes",
          status: 403,
          route: "GET /users",
          requestId: "r1",
          sub: "ada@example.com",
          cid: "0oa1",
          jti: "AT.1",
        },
      ],
    );
    assert.ok(!lines.join().includes(token.split(".")[2]!));
  });

  it("refuses a route that has no declared requirement, whatever the token", async () => {
    const token = await sign(await firstKey(), oktaClaims(ISSUER, NOW));
    for (const route of ["GET /other", "$default", "get /users", "__proto__", "constructor"]) {
      assert.equal((await authorize(route, token)).isAuthorized, false);
    }
    assert.equal(JSON.parse(lines[0]!).description, "no requirement is declared for this route");
  });

  it("refuses a request without headers, and says nothing of who it was", async () => {
    assert.equal((await authorize("GET /users")).isAuthorized, false);
    assert.deepEqual(Object.keys(JSON.parse(lines[0]!)), ["refused", "description", "status", "route", "requestId"]);
  });

  it("never logs an unverified token's claims", async () => {
    const token = await sign(await firstKey(), oktaClaims(ISSUER, NOW, { exp: NOW - 1, sub: "mallory" }));
    await authorize("GET /users", token);
    assert.ok(!lines.join().includes("mallory"));
  });
});

describe("the Lambda authorizer's settings", () => {
  const good = { ISSUER, AUDIENCE: "api://admin", REQUIREMENTS: '{"GET /a":{"scopes":{"any":["a"]}}}' };

  it("reads what must be there", () => {
    const { guard, requirements } = readSettings(good);
    assert.deepEqual(guard, {
      issuer: ISSUER,
      audience: "api://admin",
      jwksUri: undefined,
      resourceMetadata: undefined,
      entitlements: undefined,
      entitlementClaim: undefined,
      exactClients: undefined,
      groupsClaim: undefined,
      allowInsecureIssuer: false,
    });
    assert.deepEqual([...requirements], [["GET /a", { scopes: { any: ["a"] } }]]);
  });

  it("reads what may be there", () => {
    const { guard } = readSettings({
      ...good,
      JWKS_URI: "https://k",
      ENTITLEMENT_CLAIM: "e",
      GROUPS_CLAIM: "g",
      ALLOW_INSECURE_ISSUER: "true",
    });
    assert.deepEqual(
      [guard.jwksUri, guard.entitlementClaim, guard.groupsClaim, guard.allowInsecureIssuer],
      ["https://k", "e", "g", true],
    );
    assert.equal(readSettings({ ...good, ALLOW_INSECURE_ISSUER: "1" }).guard.allowInsecureIssuer, false);
  });

  it("reads lists of entitlement claims and of exact clients, public routes, and where the origin secret is", () => {
    const { guard, requirements, originSecretArn } = readGatewaySettings({
      ...good,
      ENTITLEMENTS: '{"claim":["g"],"scopes":{"leads":["a"]}}',
      ENTITLEMENT_CLAIM: '["e","e_2"]',
      EXACT_CLIENTS: '["0oa1"]',
      REQUIREMENTS: '{"GET /a":{"public":true}}',
      ORIGIN_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:origin",
    });
    assert.deepEqual(guard.entitlements, { claim: ["g"], scopes: { leads: ["a"] } });
    assert.deepEqual([guard.entitlementClaim, guard.exactClients], [["e", "e_2"], ["0oa1"]]);
    assert.deepEqual([...requirements], [["GET /a", { public: true }]]);
    assert.equal(originSecretArn, "arn:aws:secretsmanager:us-east-1:000000000000:secret:origin");
  });

  it("refuses a public route on a gateway where nothing else is checked there, and takes it elsewhere", () => {
    const open = { ...good, REQUIREMENTS: '{"GET /a":{"public":true}}' };
    assert.throws(() => readGatewaySettings(open), {
      message: "`GET /a` in `REQUIREMENTS` is public, which needs the environment variable `ORIGIN_SECRET_ARN`",
    });
    assert.deepEqual(readSettings(open).requirements.get("GET /a"), { public: true });
  });

  const wrong: [string, Record<string, string | undefined>, string][] = [
    [
      "with exact clients that are no list",
      { EXACT_CLIENTS: '"0oa1"' },
      "`EXACT_CLIENTS` must be a list of texts in JSON",
    ],
    [
      "with entitlements that are no table",
      { ENTITLEMENTS: "[]" },
      "`ENTITLEMENTS` must be an object with `claim` and `scopes`",
    ],
    ["with exact clients that are no JSON", { EXACT_CLIENTS: "0oa1" }, "`EXACT_CLIENTS` must be JSON"],
    [
      "with an empty claim in the list",
      { ENTITLEMENT_CLAIM: '[""]' },
      "`ENTITLEMENT_CLAIM` must be a list of texts in JSON",
    ],
    [
      "with a public route that is not wholly public",
      { REQUIREMENTS: '{"GET /a":{"public":true,"scopes":{"any":["a"]}}}' },
      "the requirement of `GET /a` in `REQUIREMENTS` has the unknown field `public` (allowed: scopes, groups, groupsClaim, stepUp, challenge, clients)",
    ],
    [
      "with a route that is not public after all",
      { REQUIREMENTS: '{"GET /a":{"public":false}}' },
      "the requirement of `GET /a` in `REQUIREMENTS` has the unknown field `public` (allowed: scopes, groups, groupsClaim, stepUp, challenge, clients)",
    ],
    ["without an issuer", { ISSUER: undefined }, "the environment variable `ISSUER` is not set"],
    ["with an empty audience", { AUDIENCE: "" }, "the environment variable `AUDIENCE` is not set"],
    ["without requirements", { REQUIREMENTS: undefined }, "the environment variable `REQUIREMENTS` is not set"],
    ["with requirements that are no JSON", { REQUIREMENTS: "{" }, "`REQUIREMENTS` must be JSON"],
    ["with a list of requirements", { REQUIREMENTS: "[]" }, "`REQUIREMENTS` must be an object of route keys"],
    [
      "with an unknown field in a requirement",
      { REQUIREMENTS: '{"GET /a":{"scope":["a"]}}' },
      "the requirement of `GET /a` in `REQUIREMENTS` has the unknown field `scope` (allowed: scopes, groups, groupsClaim, stepUp, challenge, clients)",
    ],
    [
      "with a list where any or all must be said",
      { REQUIREMENTS: '{"GET /a":{"scopes":["a"]}}' },
      "the requirement of `GET /a` in `REQUIREMENTS` has a `scopes` of the wrong shape",
    ],
  ];
  for (const [what, change, message] of wrong) {
    it(`refuses an environment ${what}`, () => {
      assert.throws(() => readSettings({ ...good, ...change }), { message });
    });
  }
});

describe("requirementProblem", () => {
  it("finds nothing wrong with what a route can demand", () => {
    for (const requirement of [
      {},
      { scopes: { any: ["a"] } },
      { scopes: { all: ["a", "b"] }, groups: "g-*", groupsClaim: "permissions" },
      { groups: ["a", "b"], stepUp: { acr: "phr", maxAge: 0 }, challenge: "integration", clients: ["0oa1"] },
    ]) {
      assert.equal(requirementProblem(requirement), undefined);
      assert.equal(isRequirement(requirement), true);
    }
  });

  it("refuses every other shape", () => {
    for (const requirement of [
      null,
      "a",
      { scopes: { any: [] } },
      { scopes: { any: [1] } },
      { scopes: { any: [""] } },
      { scopes: {} },
      { scopes: { some: ["a"] } },
      { groups: "" },
      { groups: [] },
      { groupsClaim: 1 },
      { stepUp: { acr: "phr", maxAge: -1 } },
      { stepUp: { acr: "phr", maxAge: Infinity } },
      { stepUp: { acr: "", maxAge: 1 } },
      { stepUp: { acr: "phr", maxAge: 1, other: 1 } },
      { challenge: "gateway" },
      { clients: "0oa1" },
    ]) {
      assert.equal(isRequirement(requirement), false, JSON.stringify(requirement));
    }
  });
});
