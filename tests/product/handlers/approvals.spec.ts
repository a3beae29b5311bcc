/** Approvals: who may look at one, how often Okta and a person are asked, and that each is settled once. */
import assert from "node:assert/strict";
import type { ApprovalState } from "../../../handlers/admin/approver";
import { OktaUnavailable } from "okta-api-access/service";
import { ADA, oktaUser, startAdmin, type AdminStand, type Parsed } from "./support/adminStand";
import { oktaError } from "../../unit/service/support/scriptedOkta";

const MESSAGE = "Pay 100 to Bo (no. 7)";
const NONE = "there is no such user, or nothing of that id";

describe("approvals", () => {
  let stand: AdminStand;
  let ids = 0;
  let user: string;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  beforeEach(() => {
    ids += 1;
    user = `00u${String(ids).padStart(17, "0")}`;
    stand.reset();
    stand.script(`GET /api/v1/users/${user}`, { status: 200, body: oktaUser({ id: user }) });
    stand.approver.ask = { requestId: "s3cret-request", expiresIn: 60, interval: 5 };
  });

  const ask = (json: object = {}) =>
    stand.call("POST /approvals", { json: { userId: user, bindingMessage: MESSAGE, ...json } });
  const look = (approvalId: string, change: object = {}) =>
    stand.call("GET /approvals/{approvalId}", {
      pathParameters: { approvalId },
      requestContext: { authorizer: { lambda: { ...ADA, ...change } } },
    });
  const begun = async (...states: (ApprovalState | Error)[]) => {
    const { status, body } = await ask();
    assert.equal(status, 201);
    stand.approver.states.push(...states);
    stand.approver.asked.length = 0;
    return String(body["id"]);
  };
  const pass = (seconds: number) => (stand.test.time += seconds * 1000);
  const said = ({ status, body }: Parsed) => [status, body["detail"] ?? body["status"]];

  it("asks the person whose id it is, by the login that Okta has", async () => {
    const { status, body } = await ask();
    const { id, ...others } = body;
    assert.deepEqual([status, others], [201, { status: "pending", expiresIn: 60, interval: 5 }]);
    assert.match(String(id), /^[\w-]{22}$/);
    assert.deepEqual(stand.approver.asked, [["bo@example.com", MESSAGE]]);
    assert.equal((stand.lines.join() + JSON.stringify(body)).includes("s3cret"), false);
  });

  const wrong: object[] = [
    { userId: "../" },
    { userId: undefined },
    { bindingMessage: "" },
    { bindingMessage: "a\r\nb" },
    { bindingMessage: "<b>" },
    { bindingMessage: "x".repeat(101) },
    { bindingMessage: "a\u202eb" },
    { bindingMessage: "Confirm at evil.example" },
    { bindingMessage: "Call +49 30 123456" },
    { login: "eve" },
  ];
  for (const json of wrong) {
    it(`refuses the body with ${JSON.stringify(json).slice(0, 40)}`, async () => {
      assert.equal((await ask(json)).status, 400);
      assert.deepEqual([stand.okta.calls, stand.approver.asked], [[], []]);
    });
  }

  it("refuses a person who is not there, and one who cannot be asked", async () => {
    stand.approver.ask = undefined;
    assert.deepEqual(said(await ask()), [422, "the person cannot be asked: there is no device of theirs for it"]);
    stand.script(`GET /api/v1/users/${user}`, oktaError(404, "E0000007"));
    assert.deepEqual(said(await ask()), [404, NONE]);
    assert.equal(stand.approver.asked.length, 1);
  });

  it("refuses to ask a person a sixth time within ten minutes", async () => {
    const answers = await Promise.all(Array.from({ length: 7 }, () => ask()));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 201, 201, 429, 429]);
    assert.equal(stand.approver.asked.length, 5);
    pass(601);
    assert.equal((await ask()).status, 201);
  });

  it("leaves a client what another one has not used up, and a person their peace from all of them", async () => {
    const of = async (cid: string) => {
      const requestContext = { authorizer: { lambda: { ...ADA, cid } } };
      const json = { userId: user, bindingMessage: MESSAGE };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => stand.call("POST /approvals", { json, requestContext })),
      );
      return answers.filter(({ status }) => status === 201).length;
    };
    assert.deepEqual([await of("0oa1"), await of("0oa2"), await of("0oa3")], [5, 5, 2]);
  });

  it("says in the audit trail whom was asked for which approval, also when somebody looks", async () => {
    const id = await begun("approved");
    pass(5);
    await look(id);
    const lines = stand.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ target, approval }) => [target, approval]),
      [
        [user, id],
        [user, id],
      ],
    );
  });

  it("keeps nothing where Okta is down", async () => {
    stand.approver.ask = new OktaUnavailable(true, 1);
    const { status, body } = await ask();
    assert.deepEqual([status, Object.hasOwn(body, "id")], [503, false]);
  });

  for (const [whose, change] of [
    ["of another person", { sub: "eve@example.com" }],
    ["at another client", { cid: "0oa2" }],
  ] as const) {
    it(`is not found by a caller ${whose}`, async () => {
      const id = await begun("approved");
      pass(5);
      assert.deepEqual(said(await look(id, change)), [404, NONE]);
      assert.deepEqual(stand.approver.asked, []);
      assert.deepEqual(said(await look(id)), [200, "approved"]);
    });
  }

  it("is not found where there is none", async () => {
    assert.deepEqual(said(await look("x".repeat(22))), [404, NONE]);
  });

  it("asks Okta no sooner than it wants to be asked, and then about this request and this person", async () => {
    const id = await begun("pending", "pending");
    pass(4);
    assert.deepEqual([said(await look(id)), stand.approver.asked.length], [[200, "pending"], 0]);
    pass(1);
    assert.deepEqual(
      [said(await look(id)), said(await look(id))],
      [
        [200, "pending"],
        [200, "pending"],
      ],
    );
    assert.deepEqual(stand.approver.asked, [["s3cret-request", user]]);
    pass(5);
    await look(id);
    assert.equal(stand.approver.asked.length, 2);
  });

  it("asks Okta once where two look at the same time", async () => {
    const id = await begun("approved");
    pass(5);
    const answers = await Promise.all([look(id), look(id), look(id)]);
    assert.equal(stand.approver.asked.length, 1);
    assert.equal(answers.filter(({ body }) => body["status"] === "approved").length >= 1, true);
  });

  it("asks more slowly where Okta says so", async () => {
    const id = await begun("slow_down", "approved");
    pass(5);
    assert.deepEqual(said(await look(id)), [200, "pending"]);
    pass(9);
    assert.deepEqual([said(await look(id)), stand.approver.asked.length], [[200, "pending"], 1]);
    pass(1);
    assert.deepEqual(said(await look(id)), [200, "approved"]);
  });

  for (const state of ["approved", "denied", "expired"] as const) {
    it(`stays ${state} once it is, and forgets what could be asked with`, async () => {
      const id = await begun(state);
      pass(5);
      assert.deepEqual(said(await look(id)), [200, state]);
      pass(100);
      assert.deepEqual(said(await look(id)), [200, state]);
      assert.equal(stand.approver.asked.length, 1);
      assert.equal((await stand.test.table.get(`approval#${id}`))!["request"], "");
    });
  }

  it("expires by itself, without asking Okta, and is forgotten an hour later", async () => {
    const id = await begun();
    pass(60);
    assert.deepEqual([said(await look(id)), stand.approver.asked.length], [[200, "expired"], 0]);
    pass(3_600);
    assert.equal((await look(id)).status, 200);
    pass(1);
    assert.equal((await look(id)).status, 404);
  });

  for (const [settled, shown] of [
    [(id: string) => stand.test.table.update(id, { state: "denied" }), "denied"],
    [(id: string) => stand.test.table.delete(id), "expired"],
  ] as const) {
    it(`is settled once: who comes second hears that it is ${shown}`, async () => {
      const id = await begun();
      stand.approver.meanwhile = () => settled(`approval#${id}`);
      stand.approver.states.push("approved");
      pass(5);
      assert.deepEqual(said(await look(id)), [200, shown]);
      const kept = await stand.test.table.get(`approval#${id}`);
      assert.equal(kept?.["state"], shown === "expired" ? undefined : shown);
    });
  }

  it("stays pending where Okta is down", async () => {
    const id = await begun(new OktaUnavailable(true, 3), "approved");
    pass(5);
    assert.equal((await look(id)).status, 503);
    pass(5);
    assert.deepEqual(said(await look(id)), [200, "approved"]);
  });
});
