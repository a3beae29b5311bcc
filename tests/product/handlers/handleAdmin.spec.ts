/** The admin service: who is let through, what is refused before Okta is asked, and what the audit trail says. */
import assert from "node:assert/strict";
import { OPERATIONS } from "../../../handlers/admin/operations";
import type { HttpEvent } from "okta-api-access/guard";
import { OktaUnavailable } from "okta-api-access/service";
import { ADA, FACTOR, oktaUser, SCOPE, startAdmin, USER, type AdminStand } from "./support/adminStand";
import { oktaError } from "../../unit/service/support/scriptedOkta";

const PATH = `GET /api/v1/users/${USER}`;
const ROUTE = "GET /users/{id}";

describe("the admin service", () => {
  let stand: AdminStand;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  beforeEach(() => {
    stand.reset();
    stand.script(PATH, { status: 200, body: oktaUser() });
  });

  const context = (authorizer: NonNullable<HttpEvent["requestContext"]>["authorizer"]) => ({
    requestContext: { authorizer },
  });
  const jwt = (claims: Record<string, unknown>, scopes?: string[] | null) =>
    context({ jwt: { claims: { sub: "ada", cid: "0oa1", ...claims }, scopes } });
  const get = (more: Partial<HttpEvent> = {}) => stand.call(ROUTE, { pathParameters: { id: USER }, ...more });
  const audit = () => stand.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  const callers: [string, Partial<HttpEvent>, string][] = [
    ["a Lambda authorizer", context({ lambda: ADA }), "ada@example.com"],
    ["a JWT authorizer with the scopes that it matched", jwt({}, [SCOPE]), "ada"],
    ["a JWT authorizer with `scp`", jwt({ scp: `[other ${SCOPE}]` }, null), "ada"],
    [
      "a JWT authorizer with `scope` and `client_id`",
      jwt({ cid: undefined, client_id: "0oa1", scope: `other ${SCOPE}` }),
      "ada",
    ],
  ];
  for (const [what, event, who] of callers) {
    it(`serves a caller of whom it hears from ${what}`, async () => {
      assert.equal((await get(event)).status, 200);
      assert.deepEqual([audit()[0]!["who"], audit()[0]!["client"]], [who, "0oa1"]);
    });
  }

  it("answers the health check to anybody, without Okta and without an audit line", async () => {
    const { status, body } = await stand.call("GET /health", { requestContext: undefined });
    assert.deepEqual([status, body, stand.lines, stand.okta.calls], [200, { status: "ok" }, [], []]);
  });

  /** Asserts the refusal, that Okta was not asked, and what the audit trail says. */
  async function refused(answer: ReturnType<AdminStand["call"]>, status: number, detail: string): Promise<void> {
    const { status: given, headers, body } = await answer;
    assert.deepEqual([given, body["detail"], headers["content-type"]], [status, detail, "application/problem+json"]);
    assert.deepEqual(stand.okta.calls, []);
    assert.deepEqual([audit().length, audit()[0]!["outcome"], audit()[0]!["status"]], [1, "refused", status]);
  }

  const unauthorized: [string, Partial<HttpEvent>][] = [
    ["no request context", { requestContext: undefined }],
    ["no authorizer", { requestContext: { requestId: "r1" } }],
    ["an authorizer that says nothing", context({})],
    ["an empty context", context({ lambda: {} })],
    ["a context without a subject", context({ lambda: { ...ADA, sub: undefined } })],
    ["an empty subject", context({ lambda: { ...ADA, sub: "" } })],
    ["a context without a client", context({ lambda: { ...ADA, cid: undefined } })],
    ["an empty client", context({ lambda: { ...ADA, cid: "" } })],
    ["a JWT authorizer without claims", context({ jwt: { scopes: [SCOPE] } })],
    ["a subject that is no text", jwt({ sub: { toString: "ada" } }, [SCOPE])],
    ["a token that is bound to a key, which API Gateway takes as any other", jwt({ cnf: "map[jkt:x]" }, [SCOPE])],
    [
      "nothing but headers that a caller can send",
      {
        requestContext: undefined,
        headers: {
          authorization: "Bearer x",
          "x-amzn-oidc-identity": "ada@example.com",
          "x-amzn-oidc-data": "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.x",
          "x-amzn-oidc-accesstoken": "x",
        },
      },
    ],
  ];
  for (const [what, event] of unauthorized) {
    it(`refuses a request with ${what}`, () =>
      refused(get(event), 401, "the request was not authorized by the gateway"));
  }

  it("takes nothing of a caller from a header", async () => {
    const headers = { "x-amzn-oidc-identity": "eve", "x-amzn-oidc-data": "eve", "x-forwarded-user": "eve" };
    await get({ headers });
    assert.equal(audit()[0]!["who"], "ada@example.com");
    stand.reset();
    await refused(get({ headers, ...context({ lambda: { ...ADA, scp: "x" } }) }), 403, NO_SCOPE);
  });

  const NO_SCOPE = "the caller does not hold the scope of this operation";
  const UNCHECKED = "nobody has checked what this operation demands of a sign-in";
  const stepUp = { acr: "phr", maxAge: 300 };

  const scopeless: [string, Partial<HttpEvent>][] = [
    ["without scopes", context({ lambda: { ...ADA, scp: "" } })],
    ["with scopes that are no text", context({ lambda: { ...ADA, scp: [SCOPE] } })],
    ["with another scope", context({ lambda: { ...ADA, scp: `${SCOPE}x x${SCOPE}` } })],
    ["whom a step-up was asked of", context({ lambda: { sub: "ada", cid: "0oa1", challenge: "Bearer", error: "x" } })],
  ];
  for (const [what, event] of scopeless) {
    it(`refuses a caller ${what}`, () => refused(get(event), 403, NO_SCOPE));
  }

  it("refuses a caller who holds one of two scopes, where both are demanded", async () => {
    stand.requirements.set(ROUTE, { scopes: { all: [SCOPE, "other"] } });
    await refused(get(), 403, NO_SCOPE);
    assert.equal((await get(context({ lambda: { ...ADA, scp: `other ${SCOPE}` } }))).status, 200);
  });

  it("serves a caller who holds one of two scopes, where any is demanded", async () => {
    stand.requirements.set(ROUTE, { scopes: { any: ["other", SCOPE] } });
    assert.equal((await get()).status, 200);
  });

  for (const [what, requirement] of [
    ["demands nothing", {}],
    ["demands an empty list of scopes", { scopes: { all: [] } }],
    ["demands any of no scopes", { scopes: { any: [] } }],
    ["is public", { public: true }],
  ] as const) {
    it(`refuses everybody at a route that ${what}`, async () => {
      stand.requirements.set(ROUTE, requirement);
      await refused(get(), 403, NO_SCOPE);
    });
  }

  for (const [what, more] of [
    ["a step-up", { stepUp }],
    ["a group", { groups: "group-*" }],
    ["certain clients", { clients: ["0oa1"] }],
  ] as const) {
    it(`refuses ${what} that only API Gateway has looked at, and serves what the guard has`, async () => {
      stand.requirements.set(ROUTE, { scopes: { any: [SCOPE] }, ...more });
      await refused(get(jwt({}, [SCOPE])), 403, UNCHECKED);
      assert.equal((await get()).status, 200);
    });
  }

  it("refuses a route that is not declared", async () => {
    stand.requirements.delete(ROUTE);
    await refused(get(), 403, "no requirement is declared for this route");
  });

  it("refuses a route that is declared and that nothing answers", async () => {
    stand.requirements.set("PUT /users", { scopes: { any: [SCOPE] } });
    await refused(stand.call("PUT /users"), 404, "there is no such operation");
  });

  describe("an id in the path", () => {
    const NONE = "there is no such user, or nothing of that id";
    const ids = [
      "../",
      "..",
      "00u",
      "",
      "me",
      "00u1%2f..%2fgroups00",
      `${USER}/..`,
      `${USER}\n`,
      "0oa1abcdefghijklmnop",
    ];
    for (const id of ids) {
      it(`refuses ${JSON.stringify(id)}, and does not repeat it in the audit trail`, async () => {
        await refused(get({ pathParameters: { id } }), 404, NONE);
        assert.equal(audit()[0]!["target"], null);
      });
    }

    it("refuses a variable that no operation knows, and one without a value", async () => {
      await refused(get({ pathParameters: { id: USER, proxy: "x" } }), 404, NONE);
      stand.reset();
      await refused(get({ pathParameters: { id: undefined } }), 404, NONE);
      stand.reset();
      await refused(get({ pathParameters: { id: USER, constructor: "x" } }), 404, NONE);
    });

    for (const route of [...OPERATIONS.keys()].filter((key) => key.includes("{"))) {
      it(`is refused at ${route} where it leads upwards`, async () => {
        const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
        const good: Record<string, string> = {
          id: USER,
          factorId: FACTOR,
          challengeId: "x".repeat(22),
          approvalId: "x".repeat(22),
        };
        for (const bad of names) {
          stand.reset();
          const pathParameters = Object.fromEntries(
            names.map((name) => [name, name === bad ? "../../groups" : good[name]]),
          );
          await refused(stand.call(route, { pathParameters, json: {} }), 404, NONE);
        }
      });
    }
  });

  it("writes one line for each operation, to the letter", async () => {
    const query = { q: "s3cret" };
    await get({ queryStringParameters: query, headers: { authorization: "Bearer s3cret" }, body: "s3cret" });
    assert.deepEqual(stand.lines, [
      `{"audit":"operation","who":"ada@example.com","client":"0oa1","operation":"GET /users/{id}","target":"${USER}","outcome":"done","status":200,"requestId":"r1"}`,
    ]);
  });

  it("writes into the line who called and which request it was, escaped", async () => {
    const sub = 'a"\n{"audit":"x"}';
    await get({ requestContext: { requestId: "r7", authorizer: { lambda: { ...ADA, sub } } } });
    assert.equal(stand.lines[0]!.includes("\n"), false);
    assert.deepEqual([audit()[0]!["who"], audit()[0]!["requestId"]], [sub, "r7"]);
  });

  it("names every id of the path in the audit trail, and null for whom where there is nobody", async () => {
    const [challengeId, approvalId] = ["c".repeat(22), "a".repeat(22)];
    const routes: [string, Record<string, string>][] = [
      ["GET /approvals/{approvalId}", { approvalId }],
      ["GET /users/{id}/challenges/{challengeId}", { id: USER, challengeId }],
      ["POST /users/{id}/factors/{factorId}/activate", { id: USER, factorId: FACTOR }],
      ["GET /users", {}],
    ];
    for (const [route, pathParameters] of routes) await stand.call(route, { pathParameters });
    assert.deepEqual(
      audit().map(({ target, factor, challenge, approval }) => [target, factor, challenge, approval]),
      [
        [null, undefined, undefined, approvalId],
        [USER, undefined, challengeId, undefined],
        [USER, FACTOR, undefined, undefined],
        [null, undefined, undefined, undefined],
      ],
    );
  });

  describe("at a client that may act on members of some groups alone", () => {
    const NONE = "there is no such user, or nothing of that id";
    const groups = (...ids: string[]) => ({ status: 200, body: ids.map((id) => ({ id, profile: { name: "x" } })) });
    const GROUPS = `GET /api/v1/users/${USER}/groups?limit=200`;
    beforeEach(() => stand.reach.set("0oa1", ["00gCustomers", "00gGuests"]));

    it("serves what is about a member", async () => {
      stand.script(GROUPS, groups("00gEveryone", "00gGuests"));
      assert.equal((await get()).status, 200);
    });

    it("looks at every page of the groups", async () => {
      const link = `<https://example.okta.com${GROUPS.slice(4)}&after=200>; rel="next"`;
      stand.script(GROUPS, { ...groups("00gEveryone"), headers: { link } });
      stand.script(`${GROUPS}&after=200`, groups("00gCustomers"));
      assert.equal((await get()).status, 200);
    });

    for (const [what, answer] of [
      ["somebody else", groups("00gEveryone", "00gStaff")],
      ["somebody in no group", groups()],
      ["somebody who is not there", oktaError(404, "E0000007")],
    ] as const) {
      it(`knows nothing of ${what}, whatever the operation, and asks Okta for nothing more`, async () => {
        stand.script(GROUPS, answer);
        const good: Record<string, string> = { factorId: FACTOR, challengeId: "c".repeat(22), id: USER };
        for (const [route, { on }] of OPERATIONS) {
          if (on !== "person") continue;
          stand.okta.calls.length = 0;
          const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
          const pathParameters = Object.fromEntries(names.map((name) => [name, good[name]!]));
          const { status, body } = await stand.call(route, { pathParameters, json: {} });
          assert.deepEqual([status, body["detail"]], [404, NONE], route);
          assert.deepEqual(
            stand.okta.calls.map(({ method, path }) => `${method} ${path}`),
            [GROUPS],
            route,
          );
        }
        const json = { userId: USER, bindingMessage: "Pay 1" };
        assert.equal((await stand.call("POST /approvals", { json })).status, 404);
        assert.equal(stand.approver.asked.length, 0);
      });
    }

    it("refuses what is about nobody in particular, and serves what is the caller's own", async () => {
      for (const route of ["GET /users", "POST /users", "GET /reports"]) {
        stand.reset();
        stand.reach.set("0oa1", ["00gCustomers"]);
        await refused(stand.call(route, { json: {} }), 403, "this client may act on members of some groups alone");
      }
      stand.script(`GET /api/v1/users/${ADA.uid}`, { status: 200, body: oktaUser({ id: ADA.uid }) });
      assert.equal((await stand.call("GET /profile")).status, 200);
    });

    it("fails where the groups cannot be seen, and where the client reaches none", async () => {
      stand.script(GROUPS, { status: 200, body: {} });
      assert.equal((await get()).status, 500);
      stand.script(GROUPS, groups("00gCustomers"));
      stand.reach.set("0oa1", []);
      assert.equal((await get()).status, 404);
    });

    it("limits no other client", async () => {
      assert.equal((await get(context({ lambda: { ...ADA, cid: "0oa2" } }))).status, 200);
      assert.deepEqual(
        stand.okta.calls.map(({ path }) => path),
        [`/api/v1/users/${USER}`],
      );
    });
  });

  describe("where Okta", () => {
    const failing: [string, Error | { status: number; body?: unknown }, number, string, string | undefined, string][] =
      [
        [
          "is down",
          new OktaUnavailable(false, 7),
          503,
          "Okta cannot be asked at the moment; nothing was done",
          "7",
          "Okta does not answer",
        ],
        [
          "may have done it",
          new OktaUnavailable(true, 1),
          503,
          "Okta did not answer, and it is not known whether the operation was done",
          "1",
          "Okta does not answer",
        ],
        [
          "says what nobody expects",
          oktaError(400, "E0000003"),
          500,
          "the operation could not be done",
          undefined,
          "UnexpectedAnswer: Okta answered with status 400 (E0000003)",
        ],
        [
          "forbids it",
          { status: 403 },
          500,
          "the operation could not be done",
          undefined,
          "UnexpectedAnswer: Okta answered with status 403",
        ],
        [
          "gives something else than a user",
          { status: 200, body: { id: "s3cret", status: 5 } },
          500,
          "the operation could not be done",
          undefined,
          "ZodError: an answer has another shape than expected",
        ],
        [
          "gives nothing",
          { status: 200 },
          500,
          "the operation could not be done",
          undefined,
          "ZodError: an answer has another shape than expected",
        ],
      ];
    for (const [what, step, status, detail, retryAfter, reason] of failing) {
      it(`${what}, it answers ${status}, and tells the audit trail alone why`, async () => {
        stand.script(PATH, step);
        const answer = await get();
        assert.deepEqual(answer.body, {
          type: "about:blank",
          title: status === 500 ? "Internal Server Error" : "Service Unavailable",
          status,
          detail,
        });
        assert.deepEqual([answer.status, answer.headers["retry-after"]], [status, retryAfter]);
        assert.deepEqual([audit()[0]!["outcome"], audit()[0]!["reason"]], ["failed", reason]);
        assert.equal(/s3cret|secret-summary/.test(stand.lines[0]! + JSON.stringify(answer.body)), false);
      });
    }
  });

  it("tells of errors of others their kind alone, and of ours as much as fits", async () => {
    const reasons: unknown[] = [];
    const errors = [new SyntaxError('Unexpected token "s3cret"'), new TypeError("s3cret"), new Error("x".repeat(400))];
    for (const error of errors) {
      stand.lines.length = 0;
      stand.script(PATH, error);
      await get();
      reasons.push(audit()[0]!["reason"]);
    }
    stand.lines.length = 0;
    stand.script(PATH, () => Promise.reject("s3cret"));
    await get();
    const expected = [
      "SyntaxError: a text cannot be read",
      "TypeError: a value is of another type than expected",
      `Error: ${"x".repeat(293)}`,
      "unknown",
    ];
    assert.deepEqual([...reasons, audit()[0]!["reason"]], expected);
  });
});
