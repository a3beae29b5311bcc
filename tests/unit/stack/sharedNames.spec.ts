/** What APIs share in an account: a domain name by base paths, the role with which API Gateway logs, the place of their logs. */
import assert from "node:assert/strict";
import { find, ofType, valueOf } from "../../setup/mocks";
import { runStack } from "./runStack";
import { inputsByName } from "../components/gatewayArgs";

const NAME = "api.example.com";
const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab";

const routes = { "GET /orders": { scopes: ["orders:read"], handler: "admin" } };
const ACCESS = {
  product: "shop",
  audience: "api://shop",
  scopes: { "orders:read": { description: "Read orders" } },
  groups: { clerks: { scopes: ["orders:read"] } },
  clients: { desk: { type: "web", scopes: ["orders:read"] } },
  apis: {
    shared: { profile: "rest", domain: { name: NAME, basePath: "shared/v2" }, routes },
    maker: { domain: { name: NAME, certificateArn: CERTIFICATE }, routes },
    foreign: { domain: { name: "other.example.com", basePath: "foreign" }, routes },
  },
};
const CLIENTS = { "okta-api-access:clients": { desk: { redirectUris: ["https://desk.example.com/callback"] } } };

const run = (settings: Record<string, unknown> = {}, accessFile: unknown = ACCESS) =>
  runStack({ accessFile, settings: { ...CLIENTS, ...settings } });

describe("APIs that share a domain name", () => {
  it("are mapped to it by their base paths, after the one that makes it, and answer there", async () => {
    const { outputs, recording } = await run();
    assert.deepEqual(Object.keys(inputsByName(ofType(recording, "aws:apigatewayv2/domainName:DomainName"))), [
      "maker-domain",
    ]);
    const mapping = (name: string) => find(recording, "aws:apigatewayv2/apiMapping:ApiMapping", name);
    assert.deepEqual(mapping("shared-domain").inputs, {
      apiId: "id-of-shared-api",
      stage: "live",
      domainName: NAME,
      apiMappingKey: "shared/v2",
    });
    assert.equal("apiMappingKey" in mapping("maker-domain").inputs, false);
    assert.ok(mapping("shared-domain").dependsOn.includes("aws:apigatewayv2/domainName:DomainName::maker-domain"));
    assert.deepEqual(mapping("foreign-domain").inputs["domainName"], "other.example.com");
    const urls = Object.entries(outputs.apiUrls).map(async ([key, url]) => [key, await valueOf(url)]);
    assert.deepEqual(Object.fromEntries(await Promise.all(urls)), {
      shared: `https://${NAME}/shared/v2`,
      maker: `https://${NAME}`,
      foreign: "https://other.example.com/foreign",
    });
    const { disableExecuteApiEndpoint } = find(recording, "aws:apigateway/restApi:RestApi", "shared-api").inputs;
    assert.equal(disableExecuteApiEndpoint, true);
  });
});

describe("the role with which API Gateway logs", () => {
  it("is made where the stack says so, before the stage of a REST API, and stays when the stack goes", async () => {
    const { recording } = await run({ "okta-api-access:cloudWatchRole": "create" });
    const made = recording.resources.filter(({ parent }) => parent?.endsWith("CloudWatchRole::shop-cloudwatch"));
    assert.deepEqual(
      made.map(({ type, name, retainOnDelete }) => [type, name, retainOnDelete]),
      [
        ["aws:iam/role:Role", "shop-cloudwatch-role", true],
        ["aws:iam/rolePolicy:RolePolicy", "shop-cloudwatch-write-logs", true],
        ["aws:apigateway/account:Account", "shop-cloudwatch-account", true],
      ],
    );
    const [role, policy, account] = made.map(({ inputs }) => inputs);
    assert.equal("name" in role!, false);
    assert.match(String(role!["assumeRolePolicy"]), /"Service":"apigateway\.amazonaws\.com"/);
    assert.match(String(policy!["policy"]), /"logs:PutLogEvents"/);
    assert.deepEqual(account, { cloudwatchRoleArn: "arn:aws:iam::111122223333:role/shop-cloudwatch-role" });
    const stage = find(recording, "aws:apigateway/stage:Stage", "shared-stage");
    assert.ok(stage.dependsOn.includes("aws:apigateway/account:Account::shop-cloudwatch-account"));
  });

  it("is nobody's business in a stack that does not say so, or that has no REST API", async () => {
    const { maker } = ACCESS.apis;
    const runs = [
      await run(),
      await run({ "okta-api-access:cloudWatchRole": "create" }, { ...ACCESS, apis: { maker } }),
    ];
    for (const { recording } of runs) assert.deepEqual(ofType(recording, "aws:apigateway/account:Account"), []);
  });
});

describe("log groups", () => {
  it("are below the prefix of the stack, but for the one whose name API Gateway chooses", async () => {
    const { recording } = await run({ "okta-api-access:logs": { retentionDays: 90, groupPrefix: "/acme/shop" } });
    const names = ofType(recording, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => String(inputs["name"]));
    assert.ok(names.includes("/acme/shop/aws/apigateway/shop-maker-dev"), names.join());
    assert.ok(names.includes("/acme/shop/aws/lambda/shop-maker-admin-dev"), names.join());
    assert.deepEqual(
      names.filter((name) => !name.startsWith("/acme/shop/aws/")),
      ["API-Gateway-Execution-Logs_id-of-shared-api/live"],
    );
  });
});
