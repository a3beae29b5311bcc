/** The local AWS's control plane: the life of a route, and what is refused of one. */
import assert from "node:assert/strict";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let base: string;
  let integration: string;
  let refused: ControlPlane["refused"];
  let jwt: ControlPlane["jwt"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, base, integration, refused, jwt } = stand);
  });
  after(() => stand.close());

  describe("of routes", () => {
    it("makes, changes and deletes one", async () => {
      const { routeId, ...made } = await api.route("GET /r", integration, { operationName: "op" });
      assert.deepEqual(made, {
        routeKey: "GET /r",
        target: `integrations/${integration}`,
        authorizationType: "NONE",
        operationName: "op",
      });
      const changed = await api.make("PATCH", `${base}/routes/${routeId}`, { operationName: null, routeKey: "GET /s" });
      assert.deepEqual([changed.routeKey, "operationName" in changed], ["GET /s", false]);
      assert.equal((await api.call("DELETE", `${base}/routes/${routeId}`)).status, 204);
      assert.equal((await api.call("GET", `${base}/routes/${routeId}`)).status, 404);
    });

    for (const routeKey of [
      "",
      "GET",
      "/a",
      "get /a",
      "GET a",
      "FETCH /a",
      "GET /{a",
      "GET /a{b}",
      "GET /{a+}/b",
      "GET /{a}/{a}",
    ]) {
      it(`refuses the route key \`${routeKey}\``, () =>
        refused(
          "POST",
          `${base}/routes`,
          { routeKey },
          400,
          /^The provided route key is not formatted properly for HTTP protocol/,
        ));
    }

    it("refuses a second one of the same key, also by a change", async () => {
      await api.route("GET /twice", integration);
      const message = "Route with key GET /twice already exists for this API";
      await refused("POST", `${base}/routes`, { routeKey: "GET /twice" }, 409, message);
      const { routeId } = await api.route("GET /other", integration);
      await refused("PATCH", `${base}/routes/${routeId}`, { routeKey: "GET /twice" }, 409, message);
    });

    it("refuses authorization that cannot be, with AWS's own texts", async () => {
      const { authorizerId } = await api.make("POST", `${base}/authorizers`, jwt({ name: "routes" }));
      const route = (more: object) => ({ routeKey: "GET /auth", ...more });
      const noJwt =
        "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.";
      await refused("POST", `${base}/routes`, route({ authorizationType: "JWT" }), 400, noJwt);
      await refused("POST", `${base}/routes`, route({ authorizationType: "JWT", authorizerId: "none" }), 400, noJwt);
      await refused(
        "POST",
        `${base}/routes`,
        route({ authorizationType: "CUSTOM", authorizerId }),
        400,
        /requires a valid custom authorizer/,
      );
      const scopes = { authorizationScopes: ["a"] };
      await refused(
        "POST",
        `${base}/routes`,
        route(scopes),
        400,
        /^Invalid Route authorization type specified. Authorization Scopes are only valid/,
      );
      const eleven = { authorizationType: "JWT", authorizerId, authorizationScopes: [..."abcdefghijk"] };
      await refused("POST", `${base}/routes`, route(eleven), 400, "a route has at most 10 authorization scopes");
      await refused(
        "POST",
        `${base}/routes`,
        route({ authorizationType: "AWS_IAM" }),
        501,
        "the local AWS does not model the authorization type `AWS_IAM`",
      );
      await refused("POST", `${base}/routes`, route({ target: "integrations/none" }), 400, /^Invalid target specified/);
      assert.equal((await api.call("DELETE", `${base}/authorizers/${authorizerId}`)).status, 204);
    });
  });
});
