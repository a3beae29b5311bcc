/** The local AWS's control plane: the authorizers that could not work, and the issuer that one needs. */
import assert from "node:assert/strict";
import type { TestIssuer } from "../guard/tokens";
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let issuer: TestIssuer;
  let base: string;
  let integration: string;
  let refused: ControlPlane["refused"];
  let jwt: ControlPlane["jwt"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, issuer, base, integration, refused, jwt } = stand);
  });
  after(() => stand.close());

  describe("of authorizers", () => {
    it("reads the issuer's discovery document when it makes or changes one", async () => {
      const { authorizerId, ...made } = await api.make("POST", `${base}/authorizers`, jwt());
      assert.deepEqual(made, jwt());
      issuer.isDown = true;
      await refused(
        "PATCH",
        `${base}/authorizers/${authorizerId}`,
        { name: "renamed" },
        400,
        `Caught exception when connecting to ${issuer.issuer}/.well-known/openid-configuration for issuer ${issuer.issuer}. Please try again later. Error: Invalid issuer: ${issuer.issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
      );
      issuer.isDown = false;
      await api.make("DELETE", `${base}/authorizers/${authorizerId}`);
    });

    it("refuses an issuer on another machine without TLS", async () => {
      const jwtConfiguration = { issuer: "http://okta.example.com/oauth2/aus1", audience: ["a"] };
      await refused(
        "POST",
        `${base}/authorizers`,
        jwt({ jwtConfiguration }),
        400,
        /^Caught exception when connecting to http:\/\/okta/,
      );
    });

    it("refuses one that could not work", async () => {
      const arn = "arn:aws:lambda:us-east-1:000000000000:function:echo";
      const custom = (more: object) => ({
        name: "c",
        authorizerType: "REQUEST",
        identitySource: ["$request.header.Authorization"],
        authorizerUri: arn,
        authorizerPayloadFormatVersion: "2.0",
        enableSimpleResponses: true,
        authorizerResultTtlInSeconds: 0,
        ...more,
      });
      const cases: [object, number, RegExp][] = [
        [jwt({ identitySource: [] }), 400, /exactly one identity source/],
        [jwt({ identitySource: ["$context.x"] }), 400, /exactly one identity source/],
        [jwt({ jwtConfiguration: undefined }), 400, /the issuer is missing/],
        [jwt({ jwtConfiguration: { issuer: issuer.issuer } }), 400, /at least one audience/],
        [jwt({ authorizerUri: arn }), 400, /must not be set for a JWT authorizer/],
        [custom({ authorizerUri: "arn:aws:s3:::x" }), 400, /^Invalid Authorizer URI/],
        [custom({ authorizerPayloadFormatVersion: "1.0" }), 501, /payload format 1.0/],
        [custom({ enableSimpleResponses: false }), 501, /IAM policy/],
        [custom({ identitySource: [], authorizerResultTtlInSeconds: 1 }), 400, /Caching needs/],
        [custom({ identitySource: ["$request.body.x"] }), 400, /^Invalid identity source/],
        [custom({ authorizerResultTtlInSeconds: 3_601 }), 400, /authorizerResultTtlInSeconds/],
        [custom({ jwtConfiguration: { issuer: "x" } }), 400, /must not be set for a REQUEST authorizer/],
      ];
      for (const [body, status, message] of cases) await refused("POST", `${base}/authorizers`, body, status, message);
    });

    it("refuses to delete one that a route uses, and a second one of the same name", async () => {
      const { authorizerId } = await api.make("POST", `${base}/authorizers`, jwt({ name: "used" }));
      await refused("POST", `${base}/authorizers`, jwt({ name: "used" }), 400, /must be unique/);
      const { routeId } = await api.route("GET /used", integration, { authorizationType: "JWT", authorizerId });
      await refused("DELETE", `${base}/authorizers/${authorizerId}`, undefined, 409, /is used by Route 'GET \/used'/);
      await api.make("DELETE", `${base}/routes/${routeId}`);
      await api.make("DELETE", `${base}/authorizers/${authorizerId}`);
    });
  });
});
