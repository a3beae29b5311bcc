/** What programs find an API by (RFC 9728): what each kind of gateway declares for it, and where it declares nothing. */
import assert from "node:assert/strict";
import { bundleOwn } from "../../../components/aws/shared/bundle";
import { ProtectedAlbApi } from "../../../components/aws/alb/protectedAlbApi";
import type { AlbApiArgs } from "../../../components/aws/shared/profileArgs";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { METADATA_KEY } from "../../../model/routes";
import { find, ofType, type Recording } from "../../setup/mocks";
import { ARGS as COMMON, certificateIn, FIREWALL, ISSUER } from "./gatewayArgs";
import { ROUTE, run } from "./httpApiArgs";
import { withProviders } from "./testProviders";

const MODULE = "export const handler = 2;";
const FUNCTION = "aws:lambda/function:Function";

const variables = (recording: Recording, name: string) =>
  (find(recording, FUNCTION, name).inputs["environment"] as { variables: Record<string, string> }).variables;
const routeOf = (recording: Recording) =>
  ofType(recording, ROUTE).find(({ inputs }) => inputs["routeKey"] === METADATA_KEY)?.inputs;
const domain = (basePath?: string) => ({
  name: "api.example.com",
  certificateArn: certificateIn("us-east-1"),
  ...(basePath !== undefined && { basePath }),
});

describe("the metadata of an HTTP API", () => {
  it("is answered by a small function at an open route, which knows nothing but what it says", async () => {
    const { recording } = await run({ metadataModule: MODULE });
    const { operationName, authorizationType, target } = routeOf(recording)!;
    assert.deepEqual(
      [operationName, authorizationType, target],
      ["public: metadata of the API (RFC 9728)", "NONE", "integrations/id-of-users-resource_metadata"],
    );
    assert.deepEqual(variables(recording, "users-resource_metadata-function"), {
      RESOURCE: "https://users-api.example.com",
      ISSUER,
      SCOPES: '["users:read","users:manage","users:create","users:delete","a","b"]',
    });
    const policies = ofType(recording, "aws:iam/rolePolicy:RolePolicy").filter(({ name }) => /resource_m/.test(name));
    assert.deepEqual(
      policies.map(({ inputs }) => inputs["name"]),
      ["write-own-log"],
    );
    const settings = find(recording, "aws:apigatewayv2/stage:Stage", "users-stage").inputs["routeSettings"] as object[];
    assert.ok(
      settings.some((one) => (one as { routeKey: string }).routeKey === METADATA_KEY),
      "an open route has a limit of its own",
    );
  });

  it("is where the authorizer's challenges lead", async () => {
    const at = async (changes: Partial<ProtectedApiArgs>) =>
      variables((await run(changes)).recording, "users-guard-function")["RESOURCE_METADATA"];
    const path = "/.well-known/oauth-protected-resource";
    assert.equal(await at({ metadataModule: MODULE }), `https://users-api.example.com${path}`);
    assert.equal(await at({ metadataModule: MODULE, domain: domain() }), `https://api.example.com${path}`);
    assert.equal(await at({}), undefined);
  });

  it("stands behind CloudFront as everything else does, under the name that callers know", async () => {
    const secret = "0123456789abcdef0123456789abcdef";
    const edge = { firewall: FIREWALL, originSecret: secret, domain: domain() };
    const { recording } = await run({ metadataModule: MODULE, ...edge });
    assert.equal(routeOf(recording)!["authorizationType"], "CUSTOM");
    const guarded = JSON.parse(variables(recording, "users-guard-function")["REQUIREMENTS"]!) as Record<string, object>;
    assert.deepEqual(guarded[METADATA_KEY], { public: true });
    const { RESOURCE } = variables(recording, "users-resource_metadata-function");
    assert.equal(RESOURCE, "https://api.example.com");
  });

  const nothing: [string, Partial<ProtectedApiArgs>][] = [
    ["without the function's code", {}],
    ["where it is not wanted", { metadataModule: MODULE, metadata: false }],
    ["at a name that it shares", { metadataModule: MODULE, domain: domain("users") }],
    [
      "where every route is open",
      { metadataModule: MODULE, routes: { "GET /health": { public: "probe", handler: "admin" } } },
    ],
  ];
  for (const [where, changes] of nothing) {
    it(`is not declared ${where}`, async () => {
      const { recording } = await run(changes);
      assert.equal(routeOf(recording), undefined);
      assert.ok(!JSON.stringify(recording.resources).includes("resource_metadata"));
    });
  }

  it("leaves a route of the API's own alone", async () => {
    const routes = {
      "GET /users": { scopes: ["users:read"], handler: "admin" },
      [METADATA_KEY]: { public: "our own", handler: "admin" },
    };
    const { recording } = await run({ metadataModule: MODULE, routes });
    assert.equal(routeOf(recording)!["operationName"], "public: our own");
  });

  it("is what the deployed function says", async () => {
    Object.assign(process.env, { RESOURCE: "https://api.example.com", ISSUER, SCOPES: '["a","b"]' });
    try {
      const text = bundleOwn(["metadata"]).metadata;
      const { handler } = (await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`)) as {
        handler: () => Promise<{ statusCode: number; headers: object; body: string }>;
      };
      const { statusCode, headers, body } = await handler();
      assert.deepEqual(
        [statusCode, headers, JSON.parse(body)],
        [
          200,
          { "content-type": "application/json", "cache-control": "max-age=300" },
          {
            resource: "https://api.example.com",
            authorization_servers: [ISSUER],
            scopes_supported: ["a", "b"],
            bearer_methods_supported: ["header"],
          },
        ],
      );
    } finally {
      for (const name of ["RESOURCE", "ISSUER", "SCOPES"]) delete process.env[name];
    }
  });
});

describe("the metadata of an API at a load balancer", () => {
  const RULE = "aws:lb/listenerRule:ListenerRule";
  const runAlb = async (changes: Partial<ProtectedApiArgs> = {}) => {
    const args = {
      ...COMMON,
      routes: { "GET /orders": { scopes: ["orders:read"], handler: "admin" } },
      domain: { name: "orders.example.com", certificateArn: certificateIn("eu-central-1") },
      network: { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] },
      ...changes,
    } as AlbApiArgs;
    const { recording } = await withProviders((opts) => new ProtectedAlbApi("shop", args, opts));
    return ofType(recording, RULE).find(({ inputs }) => inputs["priority"] === 4)?.inputs;
  };

  it("is an answer of its own, before all routes", async () => {
    const { actions, conditions, tags } = (await runAlb())!;
    assert.deepEqual(conditions, [
      { httpRequestMethod: { values: ["GET"] } },
      { pathPattern: { regexValues: ["^/\\.well-known/oauth-protected-resource$"] } },
    ]);
    const [{ type, fixedResponse }] = actions as [{ type: string; fixedResponse: Record<string, string> }];
    const { messageBody, ...answer } = fixedResponse;
    assert.deepEqual([type, answer], ["fixed-response", { contentType: "application/json", statusCode: "200" }]);
    assert.deepEqual(JSON.parse(messageBody!), {
      resource: "https://orders.example.com",
      authorization_servers: [ISSUER],
      scopes_supported: ["orders:read"],
      bearer_methods_supported: ["header"],
    });
    assert.deepEqual(tags, { team: "identity", public: "metadata of the API -RFC 9728-" });
  });

  it("is not declared where it is not wanted, nor where it is longer than such an answer may be", async () => {
    assert.equal(await runAlb({ metadata: false }), undefined);
    const routes = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `GET /orders/${i}`,
          { scopes: [`orders:${String(i).padStart(33, "0")}`], handler: "admin" },
        ]),
      );
    // 40 characters and what stands around them, for each; 276 with the longest issuer and this name.
    const fits = (await runAlb({ routes: routes(17) }))!["actions"] as [{ fixedResponse: { messageBody: string } }];
    assert.ok(fits[0].fixedResponse.messageBody.length <= 1_024);
    assert.equal(await runAlb({ routes: routes(18) }), undefined);
  });
});
