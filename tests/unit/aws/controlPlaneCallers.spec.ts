/** The local AWS's control plane: how it answers those who call it, and whom it refuses. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { startLocalAws } from "../../../local/aws/start";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { Json, TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;

  before(async () => {
    stand = await startControlPlane();
    ({ api } = stand);
  });
  after(() => stand.close());

  describe("towards others", () => {
    it("names the exception in a header and answers 501 for what is not modelled", async () => {
      const response = await fetch(`${api.aws.url}/2015-03-31/event-source-mappings`);
      assert.deepEqual([response.status, response.headers.get("x-amzn-errortype")], [501, "NotImplementedException"]);
      assert.deepEqual(await response.json(), {
        message: "the local AWS does not model GET /2015-03-31/event-source-mappings",
      });
    });

    it("refuses a body that is no JSON", async () => {
      const response = await fetch(`${api.aws.url}/v2/apis`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{",
      });
      assert.deepEqual([response.status, response.headers.get("x-amzn-errortype")], [400, "SerializationException"]);
    });

    it("refuses web pages: an origin, a form's content type, a foreign host name", async () => {
      const body = JSON.stringify({ name: "n", protocolType: "HTTP" });
      const url = `${api.aws.url}/v2/apis`;
      const json = { "content-type": "application/json" };
      assert.equal(
        (await fetch(url, { method: "POST", headers: { ...json, origin: "https://evil.example" }, body })).status,
        403,
      );
      assert.equal((await fetch(url, { method: "POST", headers: { "content-type": "text/plain" }, body })).status, 403);
      const status = await new Promise((resolve, reject) => {
        request(url, { headers: { host: "evil.example" } }, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
          .end();
      });
      assert.equal(status, 403);
    });

    it("takes the region of a request from its signature", async () => {
      const credential = "Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request";
      const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`;
      const response = await fetch(`${api.aws.url}/2015-03-31/functions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({
          FunctionName: "region",
          Role: "arn:aws:iam::000000000000:role/test",
          Runtime: "nodejs20.x",
          Handler: "index.handler",
          Code: { Files: {} },
        }),
      });
      const { FunctionArn } = (await response.json()) as Json;
      assert.equal(FunctionArn, "arn:aws:lambda:eu-west-1:000000000000:function:region");
    });

    it("refuses to start in production, or where the port is taken", async () => {
      const before = process.env["NODE_ENV"];
      process.env["NODE_ENV"] = "production";
      try {
        await assert.rejects(startLocalAws(), /does not start with `NODE_ENV=production`/);
      } finally {
        if (before === undefined) delete process.env["NODE_ENV"];
        else process.env["NODE_ENV"] = before;
      }
      const port = Number(new URL(api.aws.url).port);
      await assert.rejects(startLocalAws({ port }), new RegExp(`port ${port} .* is in use`));
    });
  });
});
