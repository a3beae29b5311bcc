/** The local AWS's control plane: the integrations that could not work. */
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let base: string;
  let integration: string;
  let refused: ControlPlane["refused"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, base, integration, refused } = stand);
  });
  after(() => stand.close());

  describe("of integrations", () => {
    it("refuses one that could not work", async () => {
      const lambda = {
        integrationType: "AWS_PROXY",
        integrationUri: "arn:aws:lambda:us-east-1:000000000000:function:echo",
        payloadFormatVersion: "2.0",
      };
      const http = { integrationType: "HTTP_PROXY", integrationUri: "https://x", integrationMethod: "ANY" };
      const cases: [object, number, RegExp][] = [
        [{ ...lambda, integrationUri: "echo" }, 400, /^Invalid integration URI/],
        [{ ...lambda, payloadFormatVersion: "1.0" }, 501, /payload format 1.0/],
        [{ ...lambda, connectionType: "VPC_LINK" }, 400, /^ConnectionId must be specified/],
        [{ ...lambda, connectionType: "VPC_LINK", connectionId: "a1" }, 400, /^Only HTTP_PROXY is allowed/],
        [{ ...http, connectionId: "a1" }, 400, /^ConnectionId is only supported/],
        [{ ...http, tlsConfig: { serverNameToVerify: "x" } }, 400, /^TLS config is only supported/],
        [{ ...http, connectionType: "VPC_LINK", connectionId: "a1" }, 400, /^For VpcLink the integration uri/],
        [{ ...http, requestParameters: { "overwrite:header.authorization": "x" } }, 400, /are restricted/],
        [{ ...http, requestParameters: { "overwrite:statuscode": "200" } }, 400, /^Invalid mapping expression/],
        [{ ...http, requestParameters: { "overwrite:path": "/x" } }, 501, /mapping of `overwrite:path`/],
        [{ ...http, requestParameters: { "overwrite:header.x": "$request.header.y" } }, 501, /mapping value/],
        [{ ...http, requestParameters: { "overwrite:header.x": "x".repeat(513) } }, 400, /requestParameters/],
        [{ ...lambda, timeoutInMillis: 30_001 }, 400, /timeoutInMillis/],
        [{ integrationType: "HTTP_PROXY", integrationUri: "https://x" }, 400, /HttpMethod/],
        [
          { integrationType: "HTTP_PROXY", integrationUri: "ftp://x", integrationMethod: "ANY" },
          400,
          /^Invalid HTTP endpoint/,
        ],
        [{ integrationType: "MOCK", integrationUri: "x" }, 400, /^Only AWS_PROXY and HTTP_PROXY/],
        [
          { ...lambda, responseParameters: { "200": { "overwrite:header.authorization": "x" } } },
          400,
          /header authorization are restricted/,
        ],
        [{ ...lambda, responseParameters: { "200": { "overwrite:header.X-Amz-Id": "x" } } }, 400, /are restricted/],
        [{ ...lambda, responseParameters: { "200": { "replace:header.x": "x" } } }, 400, /^Invalid mapping expression/],
        [{ ...lambda, requestParameters: {} }, 501, /request parameters of a Lambda integration/],
      ];
      for (const [body, status, message] of cases) await refused("POST", `${base}/integrations`, body, status, message);
    });

    it("refuses to delete one that a route uses", async () => {
      const { routeId } = await api.route("GET /uses", integration);
      await refused("DELETE", `${base}/integrations/${integration}`, undefined, 409, /used by Route/);
      await api.make("DELETE", `${base}/routes/${routeId}`);
    });
  });
});
