/** The local AWS provider on the local AWS: what it refuses, and what it passes on of AWS's refusals. */
import assert from "node:assert/strict";
import type { LocalAws } from "../../../local/aws/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { ARCHIVE_SIGNATURE, SIGNATURE_KEY, type Value } from "../../../local/providers/values";
import { API, AUTHORIZER, FUNCTION, ROUTE, settings, startAwsProvider, type AwsStand } from "./awsProviderStand";
import { createChecked } from "./oneType";

describe("the local AWS provider", () => {
  let stand: AwsStand;
  let aws: LocalAws;
  let provider: LocalProvider;
  let api: ResourceState;
  let fn: ResourceState;

  before(async () => {
    stand = await startAwsProvider();
    ({ aws, provider, api, fn } = stand);
  });
  after(() => stand.close());

  describe("refuses", () => {
    const reject = (promise: Promise<unknown>, message: string | RegExp) => assert.rejects(promise, { message });

    it("what AWS refuses, with AWS's own exception and text", () =>
      reject(
        createChecked(provider, ROUTE, { apiId: api.id, routeKey: "GET /a" }),
        `${ROUTE}: AWS answered 409: ConflictException: Route with key GET /a already exists for this API`,
      ));

    it("an authorizer whose issuer does not answer", () =>
      reject(
        createChecked(provider, AUTHORIZER, {
          apiId: api.id,
          name: "a",
          authorizerType: "JWT",
          identitySources: ["$request.header.Authorization"],
          jwtConfiguration: { issuer: "http://127.0.0.1:1/oauth2/aus1", audiences: ["a"] },
        }),
        /BadRequestException: Caught exception when connecting to http:\/\/127.0.0.1:1\/oauth2\/aus1\/.well-known\/openid-configuration/,
      ));

    const checks: [string, string, Record<string, Value>, string][] = [
      [
        "an authorizer without its settings",
        AUTHORIZER,
        { apiId: "a", authorizerType: "JWT" },
        "an authorizer of type `JWT` needs a `jwtConfiguration`",
      ],
      [
        "an authorizer without its function",
        AUTHORIZER,
        { apiId: "a", authorizerType: "REQUEST" },
        "an authorizer of type `REQUEST` needs an `authorizerUri`",
      ],
      ["API keys", ROUTE, { apiId: "a", routeKey: "GET /", apiKeyRequired: true }, "an HTTP API knows no API keys"],
      [
        "a WebSocket API",
        API,
        { protocolType: "WEBSOCKET" },
        "`protocolType` of aws:apigatewayv2/api:Api must be one of `HTTP`",
      ],
      [
        "code that is no archive",
        FUNCTION,
        { role: "r", runtime: "n", handler: "h", code: "text" },
        "`code` of aws:lambda/function:Function must be an archive",
      ],
    ];
    for (const [what, type, inputs, reason] of checks) {
      it(what, () => {
        const { failures } = provider.check(type, undefined, inputs, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    it("an account on another machine, and a service without an address", async () => {
      await reject(
        provider.configure(settings("https://apigateway.eu-central-1.amazonaws.com")),
        /works with this machine alone: `aws:endpoints \(apigatewayv2\)`/,
      );
      await reject(
        provider.configure({ region: "eu-central-1" }),
        "the local aws provider needs the address of `apigatewayv2` in `aws:endpoints`",
      );
      const endpoints = JSON.stringify([
        { apigatewayv2: aws.url, lambda: aws.url, iam: aws.url, cloudwatchlogs: aws.url },
      ]);
      await provider.configure({ endpoints });
      assert.match(
        provider.checkConfig({ endpoints: '[{"s3":"x"}]' })[0]!.reason,
        /`endpoints\[0\].s3` of the aws provider/,
      );
      await provider.configure(settings(aws.url));
    });

    it("an archive that it would have to fetch or unpack", async () => {
      const from = (member: Record<string, string>) => ({
        ...fn.inputs,
        name: "packed",
        code: { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, ...member },
      });
      const message = "the local provider takes archives of texts, files and folders, not packed or remote ones";
      await reject(provider.create(FUNCTION, from({ uri: "https://a.example/x.zip" })), message);
      await reject(provider.create(FUNCTION, from({ path: __filename })), message);
    });
  });
});
