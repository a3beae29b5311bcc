/** Operations on factors: what is told of one, to whom codes go, and how many may be tried. */
import assert from "node:assert/strict";
import { kindOf } from "../../../handlers/admin/factorView";
import { FACTOR, oktaUser, startAdmin, USER, type AdminStand } from "./support/adminStand";
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
  beforeEach(() => {
    stand.reset();
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
