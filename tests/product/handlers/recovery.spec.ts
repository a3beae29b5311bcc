/** The recovery service: the same answer at the same time for whoever has an account, and for whoever has none. */
import assert from "node:assert/strict";
import type { HttpEvent } from "okta-api-access/guard";
import { OktaUnavailable, type Table } from "okta-api-access/service";
import { evenly } from "../../../handlers/lib/evenly";
import { claimMail } from "../../../handlers/lib/mailLimit";
import { handleRecovery } from "../../../handlers/recovery/handleRecovery";
import { oktaError, scriptedOkta, type Scripted } from "../../unit/service/support/scriptedOkta";
import { START, startTable, type TestTable } from "../../unit/service/support/testTable";

const USER = "/api/v1/users/ada%40example.com";
const RECOVER = `POST ${USER}/credentials/forgot_password?sendEmail=true`;
const FIND = `GET ${USER}`;
const AGAIN = `POST ${USER}/lifecycle/reactivate?sendEmail=true`;
/** Each test has a day of its own: mails are counted by the day. */
const DAY_MS = 172_800_000;
const STEP = 1_000;
const ACCEPTED = {
  status: "accepted",
  detail: "if there is an account of that address, a mail is on its way to it, or has come within the last hour",
};

/** Of the form of a proof: what it is worth is not asked here. */
const PROOF = { at: START / 1000, counter: 1, derivedKey: "0".repeat(64) };

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
    [lines, okta, clock, asked, test.time] = [[], scriptedOkta(), 0, [], START + keys * DAY_MS];
    okta.script.set(FIND, [oktaError(404, "E0000007")]);
  });

  const recover = async (
    body: object = { email: "ada@example.com" },
    more: Partial<HttpEvent> = {},
    isHuman = true,
  ) => {
    const event = {
      routeKey: "POST /recoveries",
      headers: { "content-type": "application/json", "idempotency-key": `idempotency-key-${keys}` },
      body: JSON.stringify({ ...body, proof: PROOF }),
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
      audit: (line) => void lines.push(JSON.stringify(line)),
    });
    return {
      status: answer.statusCode,
      body: JSON.parse(answer.body) as Record<string, unknown>,
      headers: answer.headers,
    };
  };
  const scripted = (...steps: Scripted[]) => void okta.script.set(RECOVER, steps);
  const calls = () => okta.calls.map(({ method, path }) => `${method} ${path}`);
  /** Of these the ones that send a mail. */
  const mails = () => calls().filter((call) => call !== FIND);

  it("has Okta write to the address, by one call that is sent once", async () => {
    scripted({ status: 200, body: {} });
    const { status, body } = await recover();
    assert.deepEqual([status, body, calls(), clock], [202, ACCEPTED, [RECOVER, FIND], STEP]);
    assert.equal(okta.calls[0]!.repeatable, undefined);
    assert.deepEqual(lines, ['{"audit":"recovery","outcome":"accepted","status":202,"requestId":"r1"}']);
  });

  /** Every refusal that may hang on the account, those that nobody has listed too. */
  const refusals: [number, string | undefined][] = [
    ...["E0000001", "E0000003", "E0000015", "E0000099", undefined].map((code): [number, string | undefined] => [
      400,
      code,
    ]),
    ...["E0000006", "E0000017", "E0000023", "E0000034", "E0000038", "E0000155"].map((code): [number, string] => [
      403,
      code,
    ]),
    [404, "E0000007"],
    [409, undefined],
    [429, "E0000109"],
  ];
  for (const [status, code] of refusals) {
    it(`answers the same, at the same time, where Okta answers ${status} ${code}, and tells the audit trail alone`, async () => {
      scripted(() => {
        clock += 700;
        return code === undefined ? { status } : oktaError(status, code);
      });
      const answer = await recover();
      assert.deepEqual([answer.status, answer.body, clock, calls()], [202, ACCEPTED, STEP, [RECOVER, FIND]]);
      const { reason } = JSON.parse(lines[0]!) as { reason: string };
      assert.equal(reason, `no mail: Okta answered ${code ?? `status ${status}`}`);
      assert.equal(lines.join().includes("ada"), false);
    });
  }

  describe("for an account that was never activated", () => {
    const waiting = (ago: number, status = "PROVISIONED") => ({
      status: 200,
      body: { id: "00u1", status, statusChanged: new Date(test.time - ago).toISOString() },
    });
    beforeEach(() => {
      scripted(oktaError(403, "E0000017"));
      okta.script.set(AGAIN, [{ status: 200, body: {} }]);
    });

    it("has the first link sent again, so that its owner can come in, whoever has registered the address", async () => {
      okta.script.set(FIND, [waiting(3_600_000)]);
      const answer = await recover();
      assert.deepEqual([answer.status, answer.body, calls()], [202, ACCEPTED, [RECOVER, FIND, AGAIN]]);
      assert.equal(lines[0], '{"audit":"recovery","outcome":"accepted","status":202,"requestId":"r1"}');
    });

    it("sends none where Okta does not say whether it waits", async () => {
      for (const found of [new OktaUnavailable(false, 1), oktaError(403, "E0000006"), { status: 200, body: {} }]) {
        okta.script.set(FIND, [found]);
        test.time += DAY_MS;
        keys += 1;
        assert.deepEqual((await recover()).body, ACCEPTED);
      }
      assert.deepEqual(mails(), [RECOVER, RECOVER, RECOVER]);
    });

    it("does not end a link that was sent a moment ago, nor activate anybody else", async () => {
      for (const [ago, status] of [
        [3_599_000, "PROVISIONED"],
        [7_200_000, "DEPROVISIONED"],
        [7_200_000, "STAGED"],
      ] as const) {
        test.time += DAY_MS;
        keys += 1;
        okta.script.set(FIND, [waiting(ago, status)]);
        assert.deepEqual((await recover()).body, ACCEPTED);
      }
      assert.equal(calls().includes(AGAIN), false);
    });

    it("answers the same where Okta refuses that as well", async () => {
      okta.script.set(FIND, [waiting(3_600_000)]);
      okta.script.set(AGAIN, [oktaError(403, "E0000006")]);
      assert.deepEqual((await recover()).body, ACCEPTED);
      const { reason } = JSON.parse(lines[0]!) as { reason: string };
      assert.equal(reason, "no mail: Okta answered E0000017, E0000006");
    });
  });

  describe("asked again and again for one mailbox", () => {
    const ask = async (email: string) => {
      keys += 1;
      clock = 0;
      const { status, body } = await recover({ email });
      assert.deepEqual([status, body, clock], [202, ACCEPTED, STEP]);
    };
    beforeEach(() => scripted({ status: 200, body: {} }));

    it("writes once in the hour in which the last link counts, and answers the same", async () => {
      for (let i = 0; i < 3; i += 1) await ask(i === 1 ? "ADA@example.COM" : "ada@example.com");
      assert.deepEqual(mails(), [RECOVER]);
      assert.equal(
        (JSON.parse(lines[1]!) as { reason: string }).reason,
        "no mail: the mailbox was written to often enough",
      );
      test.time += 3_599_000;
      await ask("ada@example.com");
      assert.equal(mails().length, 1);
      test.time += 1_000;
      await ask("ada@example.com");
      assert.equal(mails().length, 2);
    });

    it("writes five times a day", async () => {
      for (let hour = 0; hour < 23; hour += 1) {
        await ask("ada@example.com");
        test.time += 3_600_000;
      }
      assert.equal(mails().length, 5);
    });

    it("does not make anybody wait for a mail that was not sent", async () => {
      scripted(new OktaUnavailable(false, 1), { status: 200, body: {} });
      assert.equal((await recover()).status, 503);
      keys += 1;
      assert.equal((await recover()).status, 202);
      assert.equal(mails().length, 2);
    });

    it("waits a minute where nobody knows whether a mail was sent", async () => {
      scripted(new OktaUnavailable(true, 1), { status: 200, body: {} });
      assert.equal((await recover()).status, 503);
      await ask("ada@example.com");
      assert.equal(mails().length, 1);
      test.time += 61_000;
      await ask("ada@example.com");
      assert.equal(mails().length, 2);
    });

    it("keeps nobody's address in its table", async () => {
      const written: unknown[] = [];
      const table = {
        ...test.table,
        put: (...given: Parameters<Table["put"]>) => (written.push(given), test.table.put(...given)),
      };
      await claimMail(table, { kind: "recovery", pause: 1, perDay: 1 }, "ada@example.com", test.time);
      assert.equal(written.length, 2);
      assert.equal(JSON.stringify(written).includes("ada"), false);
    });
  });

  it("answers a replay like the first, and asks Okta once", async () => {
    scripted({ status: 200, body: {} });
    for (let i = 0; i < 3; i += 1) assert.deepEqual((await recover()).body, ACCEPTED);
    assert.deepEqual(mails(), [RECOVER]);
    const { status } = await recover({ email: "eve@example.com" });
    assert.deepEqual([status, mails()], [422, [RECOVER]]);
  });

  const failures: [string, Scripted, string, string][] = [
    ["is down", new OktaUnavailable(false, 7), "7", "OktaUnavailable: Okta does not answer"],
    ["refuses the client", { status: 401 }, "5", "Error: Okta answered with status 401"],
    ["leads elsewhere", { status: 302 }, "5", "Error: Okta answered with status 302"],
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
    assert.deepEqual([asked, calls()], [[[request, PROOF]], []]);
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
