/** Operations on factors: what is told of one, to whom codes go, and how many may be tried. */
import assert from "node:assert/strict";
import { kindOf } from "../../../handlers/admin/factorView";
import { ADA, FACTOR, oktaUser, SCOPE, startAdmin, USER, type AdminStand } from "./support/adminStand";
import { oktaError } from "../../unit/service/support/scriptedOkta";

const PATH = `/api/v1/users/${USER}/factors`;
const ACTIVATE = `POST ${PATH}/${FACTOR}/lifecycle/activate`;
const CODE = { passCode: "123456" };

const factor = (factorType: string, more: object = {}) => ({
  id: FACTOR,
  factorType,
  status: "ACTIVE",
  provider: "OKTA",
  ...more,
});

describe("operations on factors", () => {
  let stand: AdminStand;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  let tests = 0;
  beforeEach(() => {
    stand.reset();
    // Each test has a day of its own: what is set up is counted by the day.
    stand.test.time += (tests += 1) * 172_800_000;
    stand.script(`GET /api/v1/users/${USER}`, { status: 200, body: oktaUser() });
  });
  const params = { pathParameters: { id: USER } };
  const calls = () => stand.okta.calls.map(({ method, path }) => `${method} ${path}`);

  it("lists factors, and of a number or an address so much that its owner knows it again", async () => {
    const body = [
      factor("sms", { profile: { phoneNumber: "+491234567" } }),
      factor("email", { profile: { email: "bo@example.com" } }),
      factor("email", { profile: { email: "@example.com" } }),
      factor("token:software:totp", { profile: { credentialId: "s3cret" }, _embedded: null }),
      factor("push", { profile: null }),
      factor("webauthn", { status: "PENDING_ACTIVATION" }),
    ];
    stand.script(`GET ${PATH}`, { status: 200, body });
    const answer = await stand.call("GET /users/{id}/factors", params);
    const active = { id: FACTOR, status: "ACTIVE" };
    assert.deepEqual(answer.body, {
      factors: [
        { ...active, type: "sms", to: "***4567" },
        { ...active, type: "email", to: "b***@example.com" },
        { ...active, type: "email", to: "***.com" },
        { ...active, type: "totp" },
        { ...active, type: "push" },
        { id: FACTOR, type: "webauthn", status: "PENDING_ACTIVATION" },
      ],
    });
  });

  it("fails for a list that is none, and for a user who is not there", async () => {
    stand.script(`GET ${PATH}`, { status: 200, body: {} }, oktaError(404, "E0000007"));
    assert.equal((await stand.call("GET /users/{id}/factors", params)).status, 500);
    assert.equal((await stand.call("GET /users/{id}/factors", params)).status, 404);
  });

  it("knows the kinds that can be challenged here, and no other", () => {
    const types = ["sms", "email", "token:software:totp", "push", "call", "question", "toString"];
    assert.deepEqual(types.map(kindOf), ["sms", "email", "totp", "push", undefined, undefined, undefined]);
  });

  describe("to set up", () => {
    const enrol = (json: unknown) => stand.call("POST /users/{id}/factors", { ...params, json });

    const rows: [object, object, object][] = [
      [
        { type: "sms", phoneNumber: "+491234567" },
        { factorType: "sms", provider: "OKTA", profile: { phoneNumber: "+491234567" } },
        { type: "sms", to: "***4567" },
      ],
      [
        { type: "email" },
        { factorType: "email", provider: "OKTA", profile: { email: "bo@example.com" } },
        { type: "email", to: "b***@example.com" },
      ],
      [
        { type: "totp" },
        { factorType: "token:software:totp", provider: "GOOGLE", profile: {} },
        { type: "totp", sharedSecret: "ABC" },
      ],
    ];
    for (const [json, sent, told] of rows) {
      it(`hands ${JSON.stringify(json)} on`, async () => {
        const { factorType, profile } = sent as { factorType: string; profile: object };
        const _embedded = factorType.startsWith("token") ? { activation: { sharedSecret: "ABC" } } : { activation: {} };
        stand.script(`POST ${PATH}`, {
          status: 200,
          body: factor(factorType, { profile, _embedded, status: "PENDING_ACTIVATION" }),
        });
        const { status, body } = await enrol(json);
        assert.deepEqual([status, body], [201, { id: FACTOR, status: "PENDING_ACTIVATION", ...told }]);
        assert.deepEqual(stand.okta.calls.at(-1), { method: "POST", path: PATH, body: sent });
      });
    }

    it("writes nothing of a secret into the audit trail", async () => {
      stand.script(`POST ${PATH}`, {
        status: 200,
        body: factor("token:software:totp", { _embedded: { activation: { sharedSecret: "ABCSECRET" } } }),
      });
      await enrol({ type: "totp" });
      assert.equal(stand.lines.join().includes("ABCSECRET"), false);
    });

    const wrong: [object, string][] = [
      [{ type: "email", email: "eve@example.com" }, "(unknown field)"],
      [{ type: "push" }, "type"],
      [{ type: "sms" }, "phoneNumber"],
      [{ type: "sms", phoneNumber: "1" }, "phoneNumber"],
      [{}, "type"],
    ];
    for (const [json, field] of wrong) {
      it(`refuses ${JSON.stringify(json)}`, async () => {
        const { status, body } = await enrol(json);
        assert.deepEqual([status, body["fields"], calls()], [400, [field], []]);
      });
    }

    describe("no more often than a desk does it", () => {
      const people = Array.from({ length: 30 }, (_, i) => `00u${String(i).padStart(17, "0")}`);
      const enrolFor = (id: string, json: object, caller: object = {}) => {
        stand.script(`GET /api/v1/users/${id}`, { status: 200, body: oktaUser({ id }) });
        stand.script(`POST /api/v1/users/${id}/factors`, { status: 200, body: factor("sms") });
        const requestContext = { authorizer: { lambda: { ...ADA, ...caller } } };
        return stand.call("POST /users/{id}/factors", { pathParameters: { id }, json, requestContext });
      };
      const statuses = async (answers: Promise<{ status: number }>[]) =>
        (await Promise.all(answers)).map(({ status }) => status).sort();
      const sms = (phoneNumber: string) => ({ type: "sms", phoneNumber });

      it("twice a day with one number, whoever gets it and whoever asks", async () => {
        const answers = people.slice(0, 6).map((id, i) => enrolFor(id, sms("+4930123456"), { sub: `desk${i}` }));
        assert.deepEqual(await statuses(answers), [201, 201, 429, 429, 429, 429]);
        assert.equal((await enrolFor(people[7]!, sms("+4930123457"))).status, 201);
      });

      it("three times a day for one person at one client, five times at all of them", async () => {
        const [id = ""] = people;
        const clients = ["0oa1", "0oa1", "0oa1", "0oa1", "0oa2", "0oa2", "0oa2", "0oa3"];
        const given: number[] = [];
        for (const cid of clients) given.push((await enrolFor(id, { type: "totp" }, { cid })).status);
        assert.deepEqual(given, [201, 201, 201, 429, 201, 201, 429, 429]);
      });

      it("twenty times an hour by one caller", async () => {
        const answers = people.slice(0, 22).map((id) => enrolFor(id, { type: "totp" }));
        assert.deepEqual((await statuses(answers)).slice(-3), [201, 429, 429]);
        assert.equal((await enrolFor(people[25]!, { type: "totp" }, { sub: "other" })).status, 201);
      });

      it("and keeps no number in its table", async () => {
        const counted: string[] = [];
        const { count } = stand.test.table;
        stand.test.table.count = (id, expires) => (counted.push(id), count.call(stand.test.table, id, expires));
        await enrolFor(people[0]!, sms("+4930123456"));
        stand.test.table.count = count;
        assert.equal(counted.length, 4);
        assert.equal(counted.join().includes("4930123456"), false);
      });
    });

    it("never for oneself, nor activates one", async () => {
      const mine = { pathParameters: { id: ADA.uid, factorId: FACTOR } };
      for (const [route, pathParameters, json] of [
        ["POST /users/{id}/factors", { id: ADA.uid }, { type: "totp" }],
        ["POST /users/{id}/factors/{factorId}/activate", mine.pathParameters, CODE],
      ] as const) {
        const { status, body } = await stand.call(route, { pathParameters, json });
        assert.deepEqual(
          [status, body["detail"], calls()],
          [409, "nobody does this to the account that they are signed in with", []],
        );
      }
    });

    for (const [what, stepUp] of [
      ["no step-up", undefined],
      ["a step-up of one factor", { acr: "urn:okta:loa:1fa:any", maxAge: 300 }],
      ["a step-up of two factors if possible", { acr: "urn:okta:loa:2fa:any:ifpossible", maxAge: 300 }],
      ["an unknown step-up", { acr: "gold", maxAge: 300 }],
    ] as const) {
      it(`not at a route with ${what}: the factor would be worth more than the sign-in of who sets it up`, async () => {
        for (const route of ["POST /users/{id}/factors", "POST /users/{id}/factors/{factorId}/activate"]) {
          stand.requirements.set(route, { scopes: { any: [SCOPE] }, ...(stepUp && { stepUp }) });
          const pathParameters = { id: USER, ...(route.includes("factorId") && { factorId: FACTOR }) };
          const { status, body } = await stand.call(route, { pathParameters, json: {} });
          assert.deepEqual(
            [status, body["detail"], calls()],
            [403, "the route of this operation does not demand the step-up that it needs", []],
          );
        }
      });
    }

    it("says in the audit trail whom it is about and which factor it was", async () => {
      stand.script(`POST ${PATH}`, { status: 200, body: factor("sms") });
      await enrol({ type: "sms", phoneNumber: "+491234567" });
      const { target, factor: named } = JSON.parse(stand.lines[0]!) as Record<string, unknown>;
      assert.deepEqual([target, named], [USER, FACTOR]);
    });

    it("refuses for a user who is not there, is not active, or has one", async () => {
      stand.script(`POST ${PATH}`, oktaError(400, "E0000001"), oktaError(403, "E0000038"), oktaError(403, "E0000006"));
      const details = [];
      for (let i = 0; i < 3; i += 1) {
        const { status, body } = await enrol({ type: "totp" });
        details.push([status, body["detail"]]);
      }
      assert.deepEqual(details, [
        [409, "a factor of this type is set up already, or cannot be set up for this user"],
        [409, "the user is not active"],
        [500, "the operation could not be done"],
      ]);
      stand.script(`GET /api/v1/users/${USER}`, oktaError(404, "E0000007"));
      assert.equal((await enrol({ type: "totp" })).status, 404);
    });
  });

  describe("to activate", () => {
    let ids = 0;
    let factorId: string;
    beforeEach(() => {
      ids += 1;
      factorId = `fac${ids}abcdefghijklmnopq`.slice(0, 20);
    });
    const call = () => `POST ${PATH}/${factorId}/lifecycle/activate`;
    const activate = (json: unknown = CODE) =>
      stand.call("POST /users/{id}/factors/{factorId}/activate", { pathParameters: { id: USER, factorId }, json });

    it("hands a code on, and tells of the factor", async () => {
      stand.script(call(), { status: 200, body: factor("sms") });
      const { status, body } = await activate();
      assert.deepEqual([status, body], [200, { id: FACTOR, type: "sms", status: "ACTIVE" }]);
      assert.deepEqual(stand.okta.calls[0]!.body, CODE);
      assert.equal(call().length, ACTIVATE.length);
    });

    for (const [code, status, detail] of [
      ["E0000068", 422, "the code is wrong"],
      ["E0000082", 422, "the code was used before"],
      ["E0000038", 409, "the factor is active already"],
    ] as const) {
      it(`refuses where ${detail}`, async () => {
        stand.script(call(), oktaError(403, code));
        const answer = await activate();
        assert.deepEqual([answer.status, answer.body["detail"]], [status, detail]);
      });
    }

    for (const json of [
      {},
      { passCode: "abc" },
      { passCode: 123456 },
      { passCode: "123" },
      { passCode: "12345678901" },
      { ...CODE, x: 1 },
    ]) {
      it(`refuses ${JSON.stringify(json)}`, async () => {
        assert.deepEqual([(await activate(json)).status, calls()], [400, []]);
      });
    }

    it("refuses a sixth code within a quarter of an hour, however many come at once", async () => {
      stand.script(call(), oktaError(403, "E0000068"));
      const answers = await Promise.all(Array.from({ length: 8 }, () => activate()));
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
      assert.equal(calls().length, 5);
      stand.test.time += 900_000;
      assert.equal((await activate()).status, 429);
      stand.test.time += 1_000;
      assert.equal((await activate()).status, 422);
    });
  });
});
