/** One exchange over HTTP: what is sent, how long and how much is waited for, and which connections are used again. */
import assert from "node:assert/strict";
import { exchange, type ExchangeRequest } from "../../../service/http/exchange";
import { startServer, type ScriptedServer } from "./support/scriptedServer";

describe("an exchange", () => {
  let server: ScriptedServer;
  before(async () => void (server = await startServer()));
  after(() => server.close());
  beforeEach(() => void (server.asked.length = 0));

  const request = (more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
    title: "The service",
    method: "GET",
    url: `${server.url}/a?b=c`,
    headers: {},
    timeoutMs: 1_000,
    bytesMax: 1_000,
    ...more,
  });

  it("sends method, path, headers and body, and gives status, headers and text", async () => {
    server.script = [{ status: 418, headers: { "x-answer": "1" }, body: "grün" }];
    const answer = await exchange(request({ method: "POST", headers: { "x-asked": "2" }, body: "größer" }));
    assert.deepEqual([answer.status, answer.text, answer.headers.get("x-answer")], [418, "grün", "1"]);
    const [{ method, url, headers, body }] = server.asked as [ScriptedServer["asked"][0]];
    assert.deepEqual([method, url, body], ["POST", "/a?b=c", "größer"]);
    assert.deepEqual([headers["x-asked"], headers["content-length"]], ["2", "8"]);
  });

  it("sends no body where there is none", async () => {
    server.script = [{ status: 200 }];
    await exchange(request({ method: "POST" }));
    assert.deepEqual([server.asked[0]!.headers["content-length"], server.asked[0]!.body], ["0", ""]);
  });

  it("gives a redirect back and follows none", async () => {
    server.script = [{ status: 302, headers: { location: `${server.url}/elsewhere` } }];
    assert.equal((await exchange(request())).status, 302);
    assert.equal(server.asked.length, 1);
  });

  it("uses no connection again: what was closed while a function slept would lose the next request", async () => {
    server.script = [{ status: 200, headers: { "keep-alive": "timeout=600" }, body: "{}" }];
    for (let i = 0; i < 3; i += 1) await exchange(request());
    assert.equal(new Set(server.asked.map(({ connection }) => connection)).size, 3);
    assert.deepEqual(new Set(server.asked.map(({ headers }) => headers["connection"])), new Set(["close"]));
  });

  it("takes an answer of as many bytes as may be", async () => {
    server.script = [{ status: 200, body: "ä".repeat(500) }];
    assert.equal((await exchange(request())).text.length, 500);
  });

  const broken: [string, Partial<ExchangeRequest>, ScriptedServer["script"][0], RegExp][] = [
    [
      "an answer that is too long",
      {},
      { status: 200, body: "ä".repeat(501) },
      /^the answer of The service is too long$/,
    ],
    ["an answer that does not come", { timeoutMs: 20 }, "hangs", /^The service did not answer in time$/],
    ["a connection that breaks", {}, "breaks", /^there is no whole answer of The service$/],
    ["an answer that breaks off", {}, "breaks in the middle", /^there is no whole answer of The service$/],
  ];
  for (const [what, more, step, message] of broken) {
    it(`rejects for ${what}`, async () => {
      server.script = [step];
      await assert.rejects(exchange(request(more)), { message });
      assert.equal(server.asked.length, 1);
    });
  }

  it("rejects for a server that speaks no TLS at an https address", async () => {
    await assert.rejects(exchange(request({ url: server.url.replace("http:", "https:") })), {
      message: "there is no whole answer of The service",
    });
    assert.equal(server.asked.length, 0);
  });
});
