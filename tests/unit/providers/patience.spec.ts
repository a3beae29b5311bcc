/** A request that Okta has put off is sent again, as often as the provider's settings say. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connectOkta } from "../../../local/providers/okta/oktaClient";

describe("the local Okta provider, where Okta answers 429", () => {
  let server: Server;
  let asked = 0;
  let refusals = 0;
  let url = "";

  before(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      const late = asked <= refusals;
      response.writeHead(late ? 429 : 200, { "x-rate-limit-reset": String(Math.floor(Date.now() / 1000)) });
      response.end(late ? '{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit"}' : '{"id":"1"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());
  beforeEach(() => {
    asked = 0;
  });

  it("asks again until it is let through", async () => {
    refusals = 2;
    const client = connectOkta({ httpProxy: url, apiToken: "t" });
    assert.deepEqual(await client.send("GET", "/api/v1/groups"), { id: "1" });
    assert.equal(asked, 3);
  });

  it("gives up after `maxRetries`, and at once without `backoff`", async () => {
    refusals = 100;
    const answer = { message: "okta: GET /api/v1/groups answered 429: E0000047 API call exceeded rate limit" };
    await assert.rejects(
      connectOkta({ httpProxy: url, apiToken: "t", maxRetries: 2 }).send("GET", "/api/v1/groups"),
      answer,
    );
    assert.equal(asked, 3);
    await assert.rejects(
      connectOkta({ httpProxy: url, apiToken: "t", backoff: false }).send("GET", "/api/v1/groups"),
      answer,
    );
    assert.equal(asked, 4);
  });

  it("waits no longer than it is told", async () => {
    refusals = 1;
    const client = connectOkta({ httpProxy: url, apiToken: "t", maxWaitSeconds: 0 });
    assert.deepEqual(await client.send("GET", "/api/v1/groups"), { id: "1" });
  });
});
