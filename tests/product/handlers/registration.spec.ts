/** The registration service: the same answer at the same time for anybody, and what it refuses before Okta is asked. */
import assert from "node:assert/strict";
import type { HttpEvent } from "okta-api-access/guard";
import { OktaUnavailable } from "okta-api-access/service";
import { evenly } from "../../../handlers/lib/evenly";
import { BODY_BYTES_MAX } from "../../../handlers/lib/handlePublic";
import { PROOF_PREFIX, provesWork, type Proof } from "../../../handlers/lib/proofOfWork";
import { work as workFor } from "../support/work";
import { handleRegistration } from "../../../handlers/registration/handleRegistration";
import { scriptedOkta, oktaError, type Scripted } from "../../unit/service/support/scriptedOkta";
import { START, startTable, type TestTable } from "../../unit/service/support/testTable";

const CREATE = "POST /api/v1/users?activate=true";
/** Each test has a day of its own: mails are counted by the day. */
const DAY_MS = 172_800_000;
let NOW: number;
const PREFIX = "00";
const STEP = 1_000;
const ADA = { email: "ada@example.com", firstName: "Ada", lastName: "O'Brien-Łukasz" };
const TAKEN = oktaError(400, "E0000001");
const ACCEPTED = {
  status: "accepted",
  detail: "if the address is not registered yet, a mail is on its way to it; if it is, ask for a recovery",
};

describe("the registration service", () => {
  let test: TestTable;
  let keys = 0;
  let key: string;
  let lines: string[];
  let okta: ReturnType<typeof scriptedOkta>;
  /** Milliseconds of the clock that answers are measured by. */
  let clock: number;
  before(async () => void (test = await startTable()));
  after(() => test.close());
  beforeEach(() => {
    key = `idempotency-key-${(keys += 1)}`;
    [lines, okta, clock, test.time] = [[], scriptedOkta(), 0, START + keys * DAY_MS];
    NOW = test.time / 1000;
    okta.script.set(CREATE, [{ status: 200, body: { id: "00u1" } }]);
  });

  const sleep = async (milliseconds: number) => void (clock += milliseconds);
  const serve = async (event: HttpEvent) => {
    const { statusCode, body, headers } = await handleRegistration(event, {
      okta: okta.okta,
      table: test.table,
      groupId: "00g1",
      isHuman: provesWork(() => Math.floor(test.time / 1000), PREFIX),
      evenly: (work) => evenly(work, STEP, { now: () => clock, sleep }),
      now: () => test.time,
      audit: (line) => void lines.push(JSON.stringify(line)),
    });
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown>, headers };
  };
  const work = (email: string, at: number = NOW, of = key): Proof => workFor({ key: of, email }, at, PREFIX);
  const register = (person: object = ADA, more: Partial<HttpEvent> = {}, proof?: unknown) => {
    const { email } = { ...ADA, ...person };
    return serve({
      routeKey: "POST /registrations",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ ...person, proof: proof ?? work(String(email)) }),
      requestContext: { requestId: "r1" },
      ...more,
    });
  };
  const takes =
    (milliseconds: number, step: Scripted): Scripted =>
    () => {
      clock += milliseconds;
      return step;
    };
  const scripted = (...steps: Scripted[]) => void okta.script.set(CREATE, steps);
  const audit = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it("makes an active user in its one group, without a password, and may be sent twice", async () => {
    const { status, body } = await register();
    assert.deepEqual([status, body], [202, ACCEPTED]);
    const sent = { profile: { login: ADA.email, ...ADA }, groupIds: ["00g1"] };
    assert.deepEqual(okta.calls, [
      { method: "POST", path: "/api/v1/users?activate=true", body: sent, repeatable: true },
    ]);
  });

  it("gives a known address the same answer at the same time as an unknown one", async () => {
    const answers = [];
    for (const step of [takes(700, { status: 200, body: { id: "00u1" } }), takes(40, TAKEN)]) {
      [clock, key] = [0, `idempotency-key-${(keys += 1)}`];
      test.time += 1_000;
      scripted(step);
      answers.push([await register(), clock]);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0]![1], STEP);
    assert.equal(lines[0], lines[1]);
  });

  it("writes five times a day to one mailbox at most, whatever the spelling of its address, and answers the same", async () => {
    const spellings = [
      "ada@example.com",
      "ada+1@example.com",
      "ADA+2@Example.com",
      "ada+3+4@EXAMPLE.com",
      "Ada@example.com",
    ];
    const ask = async (email: string) => {
      [clock, key] = [0, `idempotency-key-${(keys += 1)}`];
      test.time += 1_000;
      const { status, body } = await register({ ...ADA, email }, {}, work(email, test.time / 1000));
      return [status, body, clock];
    };
    for (const email of spellings) assert.deepEqual(await ask(email), [202, ACCEPTED, STEP]);
    assert.equal(okta.calls.length, 5);
    for (const email of spellings) assert.deepEqual(await ask(email), [202, ACCEPTED, STEP]);
    assert.equal(okta.calls.length, 5);
    assert.equal(audit().at(-1)!["reason"], "no mail: the mailbox was written to often enough");
    assert.deepEqual(await ask("eve@example.com"), [202, ACCEPTED, STEP]);
    assert.equal(okta.calls.length, 6);
    test.time += 86_400_000;
    await ask("ada@example.com");
    assert.equal(okta.calls.length, 7);
    const withDots = ["a.da@gmail.com", "ada@Gmail.com", "a.d.a+x@googlemail.com", "ada@gmail.com", "AD.A@gmail.com"];
    for (const email of [...withDots, "ad.a@gmail.com", "a.d.a@example.com"]) await ask(email);
    assert.equal(okta.calls.length, 13);
  });

  it("answers a replay, and one that is under way, like the first, and asks Okta once", async () => {
    scripted(takes(300, { status: 200, body: {} }));
    const answers = await Promise.all([register(), register(), register()]);
    const later = await register();
    for (const answer of [...answers, later]) assert.deepEqual([answer.status, answer.body], [202, ACCEPTED]);
    assert.equal(okta.calls.length, 1);
  });

  it("refuses the key for another person, at the same time", async () => {
    await register();
    clock = 0;
    const { status, body } = await register({ ...ADA, lastName: "Li" });
    assert.deepEqual(
      [status, body["detail"], clock],
      [422, "the `idempotency-key` was used for another request", STEP],
    );
    assert.equal(okta.calls.length, 1);
  });

  describe("refuses a proof", () => {
    const cases: [string, () => unknown][] = [
      ["for another address", () => work("eve@example.com")],
      ["for another key", () => work(ADA.email, NOW, "another-key-0123456789")],
      ["of ten minutes ago", () => work(ADA.email, NOW - 601)],
      ["of the future", () => work(ADA.email, NOW + 61)],
      ["without its work", () => workFor({ key, email: ADA.email }, NOW, PREFIX, false)],
    ];
    for (const [what, proof] of cases) {
      it(`${what}, and says what it must be over`, async () => {
        const { status, body } = await register(ADA, {}, proof());
        assert.deepEqual([status, body["detail"]], [400, "the proof is missing its work, or is too old"]);
        const wanted = { algorithm: "SHA-256", over: ["idempotency-key", "email", "at"], keyPrefix: PROOF_PREFIX };
        assert.deepEqual([body["proof"], okta.calls], [wanted, []]);
      });
    }
  });

  const person = (change: object) => ({ ...ADA, ...change });
  const bad: [string, object, string[]][] = [
    ["no address", person({ email: undefined }), ["email"]],
    ["an address that is none", person({ email: "ada" }), ["email"]],
    ["an empty name", person({ firstName: "  " }), ["firstName"]],
    ["a name with a tag", person({ lastName: "<script>" }), ["lastName"]],
    ["a name with a line break", person({ lastName: "a\r\nBcc: x" }), ["lastName"]],
    ["a name that a mail makes a link of", person({ firstName: "Win at evil.example" }), ["firstName"]],
    ["a name that is a number", person({ firstName: 1 }), ["firstName"]],
    ["a group", person({ groupIds: ["00g2"] }), ["(unknown field)"]],
    ["a login", person({ login: "root@example.com" }), ["(unknown field)"]],
    ["a password", person({ password: "x" }), ["(unknown field)"]],
    ["several mistakes", { email: "x" }, ["email", "firstName", "lastName"]],
  ];
  for (const [what, body, fields] of bad) {
    it(`refuses ${what}, naming the fields and repeating no value`, async () => {
      const answer = await register(body);
      const expected = {
        type: "about:blank",
        title: "Bad Request",
        status: 400,
        detail: "the body is not a registration",
        fields,
      };
      assert.deepEqual([answer.status, answer.body, okta.calls], [400, expected, []]);
    });
  }

  it("refuses a body of more than 2048 bytes, of another type, and none", async () => {
    const statuses = [];
    for (const more of [
      { body: " ".repeat(BODY_BYTES_MAX + 1) },
      { headers: { "idempotency-key": key } },
      { body: undefined },
    ]) {
      statuses.push((await register(ADA, more)).status);
    }
    assert.deepEqual([BODY_BYTES_MAX, statuses, okta.calls], [2_048, [413, 415, 400], []]);
  });

  for (const wrong of [undefined, "short", "x".repeat(129), "key with spaces 0123", "key\r\nx: 0123456789"]) {
    it(`refuses the key ${JSON.stringify(wrong)?.slice(0, 30)}`, async () => {
      const headers = { "content-type": "application/json", "idempotency-key": wrong };
      const { status, body } = await register(ADA, { headers });
      assert.equal(status, 400);
      assert.match(String(body["detail"]), /^the header `idempotency-key` must have 16 to 128 printable characters/);
    });
  }

  describe("where Okta fails", () => {
    const failures: [string, Scripted, string, string][] = [
      ["is down", new OktaUnavailable(false, 7), "7", "OktaUnavailable: Okta does not answer"],
      ["may have done it", new OktaUnavailable(true, 1), "1", "OktaUnavailable: Okta does not answer"],
      ["forbids it", oktaError(403, "E0000006"), "5", "Error: Okta answered with status 403"],
      ["finds the body wrong in another way", oktaError(400, "E0000003"), "5", "Error: Okta answered with status 400"],
    ];
    for (const [what, step, retryAfter, reason] of failures) {
      it(`because it ${what}, it answers 503 as late as ever, and can be asked again with the same key`, async () => {
        scripted(takes(10, step), { status: 200, body: {} });
        const { status, body, headers } = await register();
        assert.deepEqual([status, headers["retry-after"], clock], [503, retryAfter, STEP]);
        assert.equal(body["detail"], "registrations cannot be taken at the moment; try again with the same key");
        assert.deepEqual([audit()[0]!["outcome"], audit()[0]!["reason"]], ["failed", reason]);
        assert.equal((await register()).status, 202);
        assert.equal(okta.calls.length, 2);
      });
    }

    it("answers in the second step what took longer than one", async () => {
      scripted(takes(1_001, { status: 200, body: {} }));
      await register();
      assert.equal(clock, 2 * STEP);
    });
  });

  it("writes one line for each request, to the letter, without the person's data", async () => {
    await register();
    await register({ ...ADA, email: "no" });
    await register(ADA, { requestContext: undefined, headers: {} });
    assert.deepEqual(lines, [
      '{"audit":"registration","outcome":"accepted","status":202,"requestId":"r1"}',
      '{"audit":"registration","outcome":"refused","status":400,"requestId":"r1"}',
      '{"audit":"registration","outcome":"refused","status":400,"requestId":null}',
    ]);
  });

  it("answers the health check without a line, and refuses every other route", async () => {
    const health = await serve({ routeKey: "GET /health" });
    assert.deepEqual([health.status, health.body], [200, { status: "ok" }]);
    for (const routeKey of ["PUT /registrations", "GET /registrations", "POST /users", "$default"]) {
      assert.equal((await serve({ routeKey })).status, 404);
    }
    assert.deepEqual([lines, okta.calls], [[], []]);
  });
});
