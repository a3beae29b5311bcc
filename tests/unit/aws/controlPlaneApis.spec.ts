/** The local AWS's control plane: the life of an HTTP API, and what is refused of one. */
import assert from "node:assert/strict";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { Json, TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let refused: ControlPlane["refused"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, refused } = stand);
  });
  after(() => stand.close());

  describe("of HTTP APIs", () => {
    it("makes, shows, changes, lists and deletes one", async () => {
      const made = await api.make("POST", "/v2/apis", {
        name: "n",
        protocolType: "HTTP",
        description: "d",
        tags: { a: "b" },
      });
      const { apiId, createdDate, ...rest } = made;
      assert.match(apiId, /^[a-z0-9]{10}$/);
      assert.ok(Date.parse(createdDate) > 0);
      assert.deepEqual(rest, {
        name: "n",
        protocolType: "HTTP",
        description: "d",
        tags: { a: "b" },
        disableExecuteApiEndpoint: false,
        apiEndpoint: `${api.aws.url}/_api/${apiId}`,
        routeSelectionExpression: "$request.method $request.path",
        apiKeySelectionExpression: "$request.header.x-api-key",
      });
      assert.deepEqual(await api.make("GET", `/v2/apis/${apiId}`), made);
      const changed = await api.make("PATCH", `/v2/apis/${apiId}`, { description: null, name: "m" });
      assert.deepEqual([changed.name, "description" in changed], ["m", false]);
      const { items } = await api.make("GET", "/v2/apis");
      assert.deepEqual(
        items.map((item: Json) => item.apiId),
        [api.apiId, apiId],
      );
      assert.equal((await api.call("DELETE", `/v2/apis/${apiId}`)).status, 204);
      await refused(
        "GET",
        `/v2/apis/${apiId}`,
        undefined,
        404,
        `Invalid API identifier specified 000000000000:${apiId}`,
      );
    });

    it("refuses what is wrong in one, all at once, and what it does not know", async () => {
      await refused("POST", "/v2/apis", { name: "", protocolType: "WEBSOCKET", nane: 1 }, 400, /unknown field `nane`/);
      await refused("POST", "/v2/apis", { protocolType: "HTTP" }, 400, /^name: /);
      const cors = { allowOrigins: ["*"], allowCredentials: true };
      await refused(
        "POST",
        "/v2/apis",
        { name: "n", protocolType: "HTTP", corsConfiguration: cors },
        400,
        /allowCredentials/,
      );
    });
  });
});
