/** The policy pack, run by the real engine: it lets a stack of the components pass and stops one that opens what it should not. */
import assert from "node:assert/strict";
import { RUN_PACK, Stand } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

/** A program that goes round the components: every line breaks one rule of the pack. */
const CARELESS_PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import * as apigateway from "@pulumi/aws/apigateway";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import { Provider as AwsProvider } from "@pulumi/aws/provider";

const oktaConfig = new pulumi.Config("okta");
const awsConfig = new pulumi.Config("aws");
const provider = new okta.Provider("okta", { httpProxy: oktaConfig.require("httpProxy"), apiToken: oktaConfig.requireSecret("apiToken") });
const aws = new AwsProvider("aws", { region: "eu-central-1", endpoints: awsConfig.requireObject("endpoints"), skipCredentialsValidation: true });

const server = new okta.auth.Server("server", { name: "careless", audiences: ["api://default"], description: "careless", issuerMode: "ORG_URL" }, { provider });
const policy = new okta.auth.ServerPolicy(
  "policy",
  { authServerId: server.id, name: "everything", description: "careless", priority: 1, clientWhitelists: ["ALL_CLIENTS"], status: "ACTIVE" },
  { provider },
);
new okta.auth.ServerPolicyRule(
  "rule",
  {
    authServerId: server.id, policyId: policy.id, name: "everybody", priority: 1, grantTypeWhitelists: ["authorization_code"],
    groupWhitelists: ["EVERYONE"], scopeWhitelists: ["*"], status: "ACTIVE",
  },
  { provider },
);
const api = new apigatewayv2.Api("api", { name: "careless", protocolType: "HTTP" }, { provider: aws });
const integration = new apigatewayv2.Integration(
  "integration",
  { apiId: api.id, integrationType: "HTTP_PROXY", integrationMethod: "ANY", integrationUri: "https://example.com", payloadFormatVersion: "1.0" },
  { provider: aws },
);
new apigatewayv2.Route(
  "route",
  { apiId: api.id, routeKey: "GET /everything", target: pulumi.interpolate\`integrations/\${integration.id}\`, authorizationType: "NONE" },
  { provider: aws },
);
const open = { responses: {}, "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri: "https://example.com" } };
const body = JSON.stringify({ openapi: "3.0.1", info: { title: "careless", version: "1" }, paths: { "/everything": { get: open } } });
new apigateway.RestApi("rest", { name: "careless", body }, { provider: aws });
`;

describe("the policy pack on the real engine", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(CONSOLE, "policies");
  });

  after(() => stand.close());

  it("lets a stack of the components pass, in preview and in update", async () => {
    const preview = await stand.succeed("preview", "--policy-pack", RUN_PACK);
    assert.match(preview.stdout, /okta-api-access/);
    await stand.succeed("up", "--yes", "--skip-preview", "--policy-pack", RUN_PACK);
    await stand.succeed("destroy", "--yes", "--skip-preview");
  });

  it("refuses a stack with a wildcard scope, EVERYONE, ALL_CLIENTS, a vague audience and an open route", async () => {
    await stand.program(CARELESS_PROGRAM);
    const preview = await stand.pulumi(["preview", "--policy-pack", RUN_PACK]);
    assert.notEqual(preview.status, 0, "the preview was not stopped");
    const violated = [...preview.stdout.matchAll(/\[mandatory\].*?(?:okta|aws)[^ ]*/g)].length;
    for (const policy of [
      "no-wildcard-scope",
      "no-everyone-with-custom-scope",
      "no-all-clients",
      "audience-specific",
      "route-authorized-or-public",
      "method-authorized-or-public",
    ]) {
      assert.ok(
        preview.stdout.includes(policy),
        `${policy} is not among the ${violated} violations:\n${preview.stdout}`,
      );
    }
  });

  it("refuses the update as well, and nothing is made of what it refuses", async () => {
    const update = await stand.pulumi(["up", "--yes", "--skip-preview", "--policy-pack", RUN_PACK]);
    assert.notEqual(update.status, 0, "the update was not stopped");
    const servers = await stand.okta<{ name: string }[]>("/api/v1/authorizationServers");
    assert.deepEqual(
      servers.map(({ name }) => name),
      ["default"],
    );
  });
});
