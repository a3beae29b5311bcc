/** Many callers of one route at once: each gets its own answer, in turn, and whoever waits too long is told so. */
import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import { startApi, type TestApi } from "./localApi";

const CALLERS = 200;

describe("many callers of one function", () => {
  let api: TestApi;
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

  before(async () => {
    api = await startApi();
    const counter = (ms: number) =>
      `let n = 0; export const handler = async (event) => { await new Promise((r) => setTimeout(r, ${ms})); return { statusCode: 200, body: event.rawQueryString + "," + ++n }; };`;
    const slow = await api.lambda("slow", counter(60));
    await api.make("PUT", "/2017-10-31/functions/slow/concurrency", { ReservedConcurrentExecutions: 1 });
    await api.make("PATCH", `/v2/apis/${api.apiId}/integrations/${slow}`, { timeoutInMillis: 200 });
    await api.route("GET /fast", await api.lambda("fast", counter(0)));
    await api.route("GET /slow", slow);
    await api.stage();
  });
  after(async () => {
    agent.destroy();
    await api.aws.close();
  });

  function call(path: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const request = get(api.url + path, { agent }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      });
      request.on("error", reject);
    });
  }

  it(`answers each of ${CALLERS} callers at once with its own answer, twice over the same connections`, async () => {
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(Array.from({ length: CALLERS }, (_, i) => call(`/fast?${i}`)));
      assert.deepEqual(
        answers.map(({ status, body }) => [status, body.split(",")[0]]),
        answers.map((_, i) => [200, String(i)]),
      );
    }
  });

  it("counts the waiting as time of the integration, and does not run what nobody waits for", async () => {
    await call("/slow?warm");
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => call(`/slow?${i}`)));
    const served = answers.filter(({ status }) => status === 200).length;
    assert.ok(served >= 1 && served <= 3, `${served} were served`);
    const refused = answers.filter(({ status }) => status !== 200);
    assert.deepEqual(
      refused,
      refused.map(() => ({ status: 503, body: `{"message":"Service Unavailable"}` })),
    );
    // The environment may be at one more call that had begun; all the others never ran.
    const [, runs] = (await call("/slow?last")).body.split(",");
    assert.ok(Number(runs) <= 1 + served + 2, `${runs} ran`);
  });
});
