/** Sending to Okta: which answers count, what is sent again and when, and what is said where there is no answer. */
import assert from "node:assert/strict";
import {
  ATTEMPTS_MAX,
  createSend,
  FAILURES_MAX,
  type OktaRequest,
  OPEN_MS,
  type Send,
  OktaUnavailable,
} from "../../../service/okta/send";
import { takeClock, type SenderClock } from "./support/senderClock";
import { startServer, type ScriptedServer, type Step } from "./support/scriptedServer";

const TOKEN = "secret-token";
const OK: Step = { status: 200, body: '{"id":"00u1"}' };
const DOWN: Step = { status: 503, body: '{"errorCode":"E0000009"}' };
const LIMITED: Step = { status: 429, headers: { "retry-after": "1" }, body: '{"errorCode":"E0000047"}' };

describe("sending to Okta", () => {
  let server: ScriptedServer;
  let clock: SenderClock;
  let pauses: readonly number[];
  let send: Send;
  before(async () => void (server = await startServer()));
  after(() => server.close());
  beforeEach(() => {
    server.asked.length = 0;
    clock = takeClock();
    pauses = clock.pauses;
    send = createSend();
  });
  afterEach(() => clock.restore());

  const request = (more: Partial<OktaRequest> = {}): OktaRequest => ({
    method: "PUT",
    url: `${server.url}/api/v1/users/00u1`,
    headers: { authorization: `Bearer ${TOKEN}` },
    repeatable: true,
    ...more,
  });
  const follow = (script: Step[], more: Partial<OktaRequest> = {}) => {
    server.script = script;
    return send(request(more));
  };

  /** Asserts that there was no answer, what is said of it, and that nothing secret is. */
  async function unavailable(sending: Promise<unknown>, ambiguous: boolean, retryAfter: number): Promise<void> {
    const error = await sending.then(
      () => assert.fail("it was answered"),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof OktaUnavailable, String(error));
    assert.equal(error.message, "Okta does not answer");
    assert.deepEqual([error.ambiguous, error.retryAfter], [ambiguous, retryAfter]);
    assert.equal(JSON.stringify({ ...error, stack: error.stack }).includes(TOKEN), false);
  }

  it("gives status, headers and parsed body", async () => {
    const link = '<https://example.okta.com?after=x>; rel="next"';
    const step = { status: 200, headers: { link, "set-cookie": "a=b" }, body: "[1]" };
    const answer = await follow([step], { method: "POST", body: '{"a":1}' });
    assert.deepEqual([answer.status, answer.headers.get("link"), answer.body], [200, link, [1]]);
    const { method, url, headers, body } = server.asked[0]!;
    assert.deepEqual([method, url, body], ["POST", "/api/v1/users/00u1", '{"a":1}']);
    assert.deepEqual([headers["accept"], headers["authorization"]], ["application/json", `Bearer ${TOKEN}`]);
  });

  it("gives an answer without a body", async () => {
    const { status, body } = await follow([{ status: 204 }]);
    assert.deepEqual([status, body], [204, undefined]);
  });

  for (const status of [400, 401, 403, 404, 409, 499]) {
    it(`gives an answer of ${status} back, and asks once`, async () => {
      assert.equal((await follow([{ status, body: "{}" }])).status, status);
      assert.deepEqual([server.asked.length, pauses], [1, []]);
    });
  }

  it("gives an error page back with its status alone", async () => {
    const { status, body } = await follow([{ status: 403, body: "<html>" }]);
    assert.deepEqual([status, body], [403, undefined]);
  });

  describe("again", () => {
    const failures: [string, Step][] = [
      ["500", { status: 500 }],
      ["503", DOWN],
      ["a connection that breaks", "breaks"],
      ["an answer that breaks off", "breaks in the middle"],
      ["a page instead of JSON", { status: 200, headers: { "content-type": "text/html" }, body: "<html>" }],
      ["a redirect", { status: 302, headers: { location: "/elsewhere" } }],
      ["an answer that is too long", { status: 200, body: `"${"x".repeat(2_000_000)}"` }],
    ];
    for (const [what, step] of failures) {
      it(`asks after ${what}`, async () => {
        assert.deepEqual((await follow([step, OK])).body, { id: "00u1" });
        assert.deepEqual(
          server.asked.map(({ url }) => url),
          ["/api/v1/users/00u1", "/api/v1/users/00u1"],
        );
        assert.deepEqual(pauses, [100]);
      });

      it(`refuses to ask after ${what} where a second request may do harm`, async () => {
        await unavailable(follow([step, OK], { repeatable: false }), true, 1);
        assert.deepEqual([server.asked.length, pauses], [1, []]);
      });
    }

    it("asks a few times at most, after longer and longer pauses", async () => {
      await unavailable(follow([DOWN]), true, 1);
      assert.equal(server.asked.length, ATTEMPTS_MAX);
      assert.deepEqual(pauses, [100, 200]);
    });

    it("waits at random, so that not all come back at once", async () => {
      for (const chance of [0, 1]) {
        clock.chance = chance;
        await follow([DOWN, OK]);
      }
      assert.deepEqual(pauses, [50, 150]);
    });

    it("waits by the machine's own clock", async () => {
      clock.restore();
      const started = performance.now();
      assert.equal((await follow([DOWN, OK])).status, 200);
      assert.ok(performance.now() - started >= 45);
    });

    it("refuses to wait beyond the time that it has", async () => {
      const late: Step = { ...DOWN, before: () => void (clock.time += 6_900) };
      await unavailable(follow([late, OK]), true, 1);
      assert.deepEqual([server.asked.length, pauses], [1, []]);
    });

    it("gives an attempt up that takes too long", async () => {
      // All but twenty milliseconds of the time are over when the second attempt begins.
      const late: Step = { ...DOWN, before: () => void (clock.time += 6_880) };
      await unavailable(follow([late, "hangs"]), true, 1);
      assert.deepEqual(pauses, [100]);
    });
  });

  describe("too many requests", () => {
    it("asks again after the time that Okta names, even for what may be sent once: it was not done", async () => {
      const step = { ...LIMITED, headers: { "retry-after": "2" } };
      assert.equal((await follow([step, OK], { method: "POST", repeatable: false })).status, 200);
      assert.deepEqual([server.asked.length, pauses], [2, [2_000]]);
    });

    it("asks again when Okta begins to count anew", async () => {
      const reset = String(1_800_000_003);
      assert.equal((await follow([{ status: 429, headers: { "x-rate-limit-reset": reset } }, OK])).status, 200);
      assert.deepEqual(pauses, [3_000]);
    });

    it("asks again at once where that has begun already", async () => {
      await follow([{ status: 429, headers: { "x-rate-limit-reset": "1799999999" } }, OK]);
      assert.deepEqual(pauses, [0]);
    });

    const unread: Record<string, string>[] = [
      {},
      { "retry-after": "Fri, 15 Jan 2027 08:00:00 GMT" },
      { "retry-after": "-5" },
    ];
    for (const headers of unread) {
      it(`asks again after a second where it is told ${JSON.stringify(headers)}`, async () => {
        await follow([{ status: 429, headers }, OK]);
        assert.deepEqual(pauses, [1_000]);
      });
    }

    it("refuses to wait for longer than the function has, and says when it is worth a try", async () => {
      await unavailable(follow([{ status: 429, headers: { "retry-after": "30" } }, OK]), false, 30);
      assert.deepEqual([server.asked.length, pauses], [1, []]);
    });

    it("asks a few times at most, and knows that nothing was done", async () => {
      await unavailable(follow([LIMITED], { method: "POST", repeatable: false }), false, 1);
      assert.equal(server.asked.length, ATTEMPTS_MAX);
    });

    it("gives another error of that status back: it is an answer", async () => {
      const { status } = await follow([{ status: 429, body: '{"errorCode":"E0000109"}' }]);
      assert.deepEqual([status, server.asked.length], [429, 1]);
    });

    it("does not forget, when refused, that an earlier attempt may have had its effect", async () => {
      await unavailable(follow(["breaks", LIMITED]), true, 1);
      assert.equal(server.asked.length, ATTEMPTS_MAX);
    });
  });

  it("says of what only reads that nothing was done", async () => {
    await unavailable(follow(["breaks"], { method: "GET" }), false, 1);
  });

  describe("while Okta is down", () => {
    const fail = async (times: number) => {
      server.script = [DOWN];
      for (let i = 0; i < times; i += 1) await assert.rejects(send(request({ repeatable: false })), OktaUnavailable);
    };

    it("refuses to ask at all after so many failures, and says how long", async () => {
      await fail(FAILURES_MAX);
      assert.equal(server.asked.length, FAILURES_MAX);
      clock.time += 3_000;
      await unavailable(follow([OK]), false, 7);
      assert.equal(server.asked.length, FAILURES_MAX);
    });

    it("lets one request through to try, for which the others wait, and asks as before once that was answered", async () => {
      await fail(FAILURES_MAX);
      clock.time += OPEN_MS;
      let waiting = 0;
      server.script = [{ ...OK, before: () => void (waiting = server.asked.length) }, OK];
      const answers = await Promise.all([send(request()), send(request()), send(request())]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      assert.deepEqual([waiting, server.asked.length], [FAILURES_MAX + 1, FAILURES_MAX + 3]);
    });

    it("refuses those who waited where the trial fails, without asking", async () => {
      await fail(FAILURES_MAX);
      clock.time += OPEN_MS;
      server.script = [DOWN];
      const trials = [send(request({ repeatable: false })), send(request({ repeatable: false }))];
      await Promise.all([unavailable(trials[0]!, true, 1), unavailable(trials[1]!, false, 10)]);
      assert.equal(server.asked.length, FAILURES_MAX + 1);
    });

    it("tries once, and not again, where the trial fails", async () => {
      await fail(FAILURES_MAX);
      clock.time += OPEN_MS;
      await unavailable(follow([DOWN]), true, 10);
      assert.equal(server.asked.length, FAILURES_MAX + 1);
    });

    it("does not forget, when it stops asking, that an attempt may have had its effect", async () => {
      await fail(FAILURES_MAX - 1);
      await unavailable(follow(["breaks"]), true, 10);
      assert.equal(server.asked.length, FAILURES_MAX);
    });

    it("takes an answer as a sign of life: failures count in a row", async () => {
      await fail(FAILURES_MAX - 1);
      await follow([OK]);
      await fail(FAILURES_MAX - 1);
      assert.equal((await follow([OK])).status, 200);
    });

    it("takes a refusal for its number as a sign of life", async () => {
      await fail(FAILURES_MAX - 1);
      await follow([{ status: 429, headers: { "retry-after": "1" } }, OK]);
      await fail(FAILURES_MAX - 1);
      assert.equal((await follow([OK])).status, 200);
    });
  });
});
