/** Whatever the stacks declare, held to AWS's own models of its APIs: required members, patterns, lengths, words. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONSOLE, EXAMPLES } from "../support/products";
import { unsealed, type Registration } from "../setup/mocks";
import { ACCESS, EVERY_GATEWAY } from "../unit/stack/everyGateway";
import { runStack, type StackRun } from "../unit/stack/runStack";
import { modelOf } from "./awsModels/models";
import { requestProblems } from "./awsModels/problems";
import { RENAMES, REQUESTS } from "./awsModels/requests";
import { installFolder, needs, run } from "../support/toolchain";

/** Installing takes a minute where nothing is there yet. */
const INSTALL_MS = 300_000;
const STACKS = ["dev", "staging", "prod", "local"];

describe("what stacks declare, by AWS's models of its APIs", function () {
  this.timeout(60_000);
  const python = installFolder("aws-models");

  before(async function () {
    this.timeout(INSTALL_MS);
    await needs(this, ["python3", "--version"]);
    if (!existsSync(join(python, "bin/python"))) await run("python3", ["-m", "venv", python]);
    const packages = ["botocore==1.44.8"];
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    await run(join(python, "bin/python"), [...pip, ...packages]);
  });

  const seen = new Set<string>();

  async function judge(stack: StackRun): Promise<string[]> {
    const { recording } = await runStack(stack);
    const declared = recording.resources.filter(({ type }) => type.startsWith("aws:"));
    for (const { type } of declared) seen.add(type);
    return declared.flatMap(problemsOf);
  }

  function problemsOf({ type, name, inputs }: Pick<Registration, "type" | "name" | "inputs">): string[] {
    const row = REQUESTS[type];
    if (row === undefined) return [`${type}: no row says which requests are made of it`];
    return row(unsealed(inputs) as Record<string, unknown>).flatMap(({ service, operation, request }) =>
      requestProblems(modelOf(python, service), operation, request, RENAMES).map((text) => `${type} ${name}: ${text}`),
    );
  }

  for (const [name, product] of Object.entries({ console: CONSOLE, ...EXAMPLES })) {
    for (const stack of STACKS) {
      if (!existsSync(join(product, `Pulumi.${stack}.yaml`))) continue;
      it(`is what AWS takes, in the stack ${stack} of ${name}`, async () => {
        assert.deepEqual(await judge({ product, stack }), []);
      });
    }
  }

  it("is what AWS takes, with every kind of gateway; and every type has been seen", async () => {
    assert.deepEqual(await judge(EVERY_GATEWAY), []);
    assert.deepEqual(
      Object.keys(REQUESTS).filter((type) => !seen.has(type)),
      [],
    );
  });

  it("is what AWS takes, whatever names and words a product has", async () => {
    const apis = Object.entries(ACCESS.apis).map(([key, api]) => {
      const routes = {
        ...api.routes,
        "GET /odd": { public: "R&D's “words”, 100 %\n🙂 ".repeat(8), handler: "admin" },
      };
      return [key, { ...api, routes }];
    });
    const accessFile = { ...ACCESS, product: `internal-${"long-name-".repeat(4)}x`, apis: Object.fromEntries(apis) };
    const tags = Object.fromEntries(Array.from({ length: 47 }, (_, i) => [`${i} _.:/=+-@é`, "ü".repeat(256)]));
    const settings = { ...EVERY_GATEWAY.settings, "okta-api-access:tags": tags };
    assert.deepEqual(await judge({ ...EVERY_GATEWAY, accessFile, settings }), []);
  });

  const wrong: [title: string, type: string, inputs: Record<string, unknown>, problem: RegExp][] = [
    [
      "a character that a tag may not have",
      "aws:lb/targetGroup:TargetGroup",
      { name: "t", targetType: "lambda", tags: { "a%": "b" } },
      /Tags\[0\]\.Key: does not match/,
    ],
    ["a member that is missing", "aws:apigatewayv2/api:Api", { name: "a" }, /CreateApi\.ProtocolType: is missing$/],
    ["a word that AWS does not know", "aws:apigatewayv2/api:Api", { name: "a", protocolType: "SMTP" }, /is none of/],
    [
      "a property that AWS does not have",
      "aws:wafv2/ipSet:IpSet",
      { name: "a", scope: "REGIONAL", ipAddressVersion: "IPV4", addresses: [], cidrs: [] },
      /cidrs: is nothing that CreateIPSetRequest has$/,
    ],
    [
      "a number that is too large",
      "aws:lambda/function:Function",
      { name: "f", role: "arn:aws:iam::111122223333:role/r", memorySize: 32_769 },
      /MemorySize: 32769, at most 32768$/,
    ],
    [
      "an address that is too long",
      "aws:apigatewayv2/integration:Integration",
      { apiId: "a", integrationType: "HTTP_PROXY", integrationUri: `https://a.example/${"x".repeat(2_100)}` },
      /IntegrationUri: 2118 characters, at most 2048$/,
    ],
  ];
  for (const [title, type, inputs, problem] of wrong) {
    it(`would be found: ${title}`, () => {
      const found = problemsOf({ type, name: "n", inputs });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, problem);
    });
  }
});
