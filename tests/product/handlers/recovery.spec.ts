/** The recovery service: the same answer at the same time for whoever has an account, and for whoever has none. */
import assert from "node:assert/strict";
import type { HttpEvent } from "okta-api-access/guard";
import { OktaUnavailable } from "okta-api-access/service";
import { evenly } from "../../../handlers/lib/evenly";
import { handleRecovery } from "../../../handlers/recovery/handleRecovery";
import { oktaError, scriptedOkta, type Scripted } from "../../unit/service/support/scriptedOkta";
import { START, startTable, type TestTable } from "../../unit/service/support/testTable";

const RECOVER = "POST /api/v1/users/ada%40example.com/credentials/forgot_password?sendEmail=true";
const STEP = 1_000;
const ACCEPTED = {
  status: "accepted",
  detail: "if there is an active account of that address, a mail is on its way to it",
};

describe("the recovery service", () => {
  let test: TestTable;
  let keys = 0;
  let lines: string[];
  let okta: ReturnType<typeof scriptedOkta>;
  let clock: number;
  let asked: unknown[];
  before(async () => void (test = await startTable()));
  after(() => test.close());
  beforeEach(() => {
    keys += 1;
    [lines, okta, clock, asked, test.time] = [[], scriptedOkta(), 0, [], START];
  });

  const recover = async (
    body: object = { email: "ada@example.com" },
    more: Partial<HttpEvent> = {},
    isHuman = true,
  ) => {
    const event = {
      routeKey: "POST /recoveries",
      headers: { "content-type": "application/json", "idempotency-key": `idempotency-key-${keys}` },
      body: JSON.stringify({ ...body, proof: { at: START / 1000, nonce: "n" } }),
      requestContext: { requestId: "r1" },
      ...more,
    };
    const sleep = async (milliseconds: number) => void (clock += milliseconds);
    const answer = await handleRecovery(event, {
      okta: okta.okta,
      table: test.table,
      isHuman: (...given) => {
        asked.push(given);
        return isHuman;
      },
      evenly: (work) => evenly(work, STEP, { now: () => clock, sleep }),
      now: () => test.time,
      log: (line) => void lines.push(line),
    });
    return {
      status: answer.statusCode,
      body: JSON.parse(answer.body) as Record<string, unknown>,
      headers: answer.headers,
    };
  };
  const scripted = (...steps: Scripted[]) => void okta.script.set(RECOVER, steps);
  const calls = () => okta.calls.map(({ method, path }) => `${method} ${path}`);

  it("has Okta write to the address, by one call that is sent once", async () => {
    scripted({ status: 200, body: {} });
    const { status, body } = await recover();
    assert.deepEqual([status, body, calls(), clock], [202, ACCEPTED, [RECOVER], STEP]);
    assert.equal(okta.calls[0]!.repeatable, undefined);
    assert.deepEqual(lines, ['{"audit":"recovery","outcome":"accepted","status":202,"requestId":"r1"}']);
  });

  for (const [status, code] of [
    [400, "E0000001"],
    [403, "E0000006"],
    [404, "E0000007"],
    [403, "E0000017"],
    [403, "E0000023"],
    [403, "E0000034"],
    [403, "E0000038"],
  ] as const) {
    it(`answers the same, at the same time, where Okta answers ${code}, and tells the audit trail alone`, async () => {
      scripted(() => {
        clock += 700;
        return oktaError(status, code);
      });
      const answer = await recover();
      assert.deepEqual([answer.status, answer.body, clock], [202, ACCEPTED, STEP]);
      assert.equal((JSON.parse(lines[0]!) as { reason: string }).reason, `no mail: Okta answered ${code}`);
      assert.equal(lines.join().includes("ada"), false);
    });
  }

  it("answers a replay like the first, and asks Okta once", async () => {
    scripted({ status: 200, body: {} });
    for (let i = 0; i < 3; i += 1) assert.deepEqual((await recover()).body, ACCEPTED);
    assert.deepEqual(calls(), [RECOVER]);
    const { status } = await recover({ email: "eve@example.com" });
    assert.deepEqual([status, calls()], [422, [RECOVER]]);
  });

  const failures: [string, Scripted, string, string][] = [
    ["is down", new OktaUnavailable(false, 7), "7", "OktaUnavailable: Okta does not answer"],
    ["refuses the client", { status: 401 }, "5", "Error: Okta answered with status 401"],
    ["says what hangs on no account", oktaError(400, "E0000003"), "5", "Error: Okta answered with status 400"],
  ];
  for (const [what, step, retryAfter, reason] of failures) {
    it(`answers 503 where Okta ${what}, as late as ever, and can be asked again with the same key`, async () => {
      scripted(step, { status: 200, body: {} });
      const { status, body, headers } = await recover();
      assert.deepEqual([status, headers["retry-after"], clock], [503, retryAfter, STEP]);
      assert.equal(body["detail"], "recoveries cannot be taken at the moment; try again with the same key");
      assert.equal((JSON.parse(lines[0]!) as { reason: string }).reason, reason);
      assert.equal((await recover()).status, 202);
    });
  }

  it("refuses without a proof for this key and this address", async () => {
    const { status, body } = await recover({ email: "ada@example.com" }, {}, false);
    assert.deepEqual([status, body["detail"]], [400, "the proof is missing its work, or is too old"]);
    const request = { key: `idempotency-key-${keys}`, email: "ada@example.com" };
    assert.deepEqual([asked, calls()], [[[request, { at: START / 1000, nonce: "n" }]], []]);
  });

  for (const body of [
    {},
    { email: "ada" },
    { email: "../groups" },
    { email: "a\r\n@example.com" },
    { email: "ada@example.com", sendEmail: false },
  ]) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const { status, body: answer } = await recover(body);
      assert.deepEqual([status, answer["detail"], calls()], [400, "the body is not a recovery", []]);
    });
  }

  it("answers the health check, and refuses every other route", async () => {
    assert.equal((await recover({}, { routeKey: "GET /health" })).status, 200);
    assert.equal((await recover({}, { routeKey: "POST /registrations" })).status, 404);
    assert.deepEqual([lines, calls()], [[], []]);
  });
});
