/** The mocks that apply resources to the local providers, asked as the SDK's monitor asks them. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { createProviders, mocksFor } from "../../../local/providers";

const ROLE = "aws:iam/role:Role";
const TRUST = '{"Statement":[{"Principal":{"Service":"lambda.amazonaws.com"}}]}';
const SIGNATURE = "4dabf18193072939515e22adb298388d";

describe("the mocks of the local providers", () => {
  let aws: LocalAws;
  let mocks: pulumi.runtime.Mocks;

  before(async () => {
    aws = await startLocalAws();
    mocks = mocksFor(createProviders());
    const endpoints = JSON.stringify([{ apigatewayv2: aws.url, lambda: aws.url, iam: aws.url, logs: aws.url }]);
    const answer = await register("pulumi:providers:aws", "aws", { endpoints, region: "eu-central-1" });
    assert.deepEqual(answer, { id: "aws-id", state: { endpoints, region: "eu-central-1" } });
  });

  after(() => aws.close());

  async function register(type: string, name: string, inputs: object, more: object = {}) {
    return (await mocks.newResource({ type, name, inputs, custom: true, ...more })) as {
      id: string;
      state: Record<string, unknown>;
    };
  }

  it("applies a resource, and answers what the service has made of it", async () => {
    const { id, state } = await register(ROLE, "role", { name: "r", assumeRolePolicy: TRUST, description: undefined });
    assert.equal(id, "r");
    assert.deepEqual(
      [state["arn"], state["path"], "description" in state],
      ["arn:aws:iam::000000000000:role/r", "/", false],
    );
    assert.equal(aws.world.roles.has("r"), true);
  });

  it("names what has no name after the resource", async () => {
    const { id } = await register(ROLE, "unnamed", { assumeRolePolicy: TRUST });
    assert.match(id, /^unnamed-[0-9a-f]{7}$/);
  });

  it("takes a component as it is", async () => {
    const answer = await mocks.newResource({ type: "demo:index:C", name: "c", inputs: { a: 1 }, custom: false });
    assert.deepEqual(answer, { id: undefined, state: { a: 1 } });
  });

  it("reads a resource that is there already", async () => {
    const { id, state } = await register(ROLE, "existing", {}, { id: "r" });
    assert.deepEqual([id, state["arn"]], ["r", "arn:aws:iam::000000000000:role/r"]);
    await assert.rejects(register(ROLE, "missing", {}, { id: "none" }), {
      message: "there is no aws:iam/role:Role with the id `none`",
    });
  });

  it("hands a function's code on, and gives the archive back", async () => {
    await register(ROLE, "fn", { name: "fn", assumeRolePolicy: TRUST });
    const code = new pulumi.asset.AssetArchive({
      "index.mjs": new pulumi.asset.StringAsset("export const handler = async () => 1;"),
      lib: new pulumi.asset.AssetArchive({ "here.ts": new pulumi.asset.FileAsset(__filename) }),
    });
    const { state } = await register("aws:lambda/function:Function", "fn", {
      name: "fn",
      role: "arn:aws:iam::000000000000:role/fn",
      runtime: "nodejs20.x",
      handler: "index.handler",
      code,
    });
    assert.equal(state["code"], code);
    const { Code } = (await (await fetch(`${aws.url}/2015-03-31/functions/fn`)).json()) as {
      Code: { Files: Record<string, string> };
    };
    assert.equal(Code.Files["index.mjs"], "export const handler = async () => 1;");
    assert.match(Code.Files["lib/here.ts"] ?? "", /^\/\*\* The mocks that apply/);
  });

  it("keeps a secret a secret", async () => {
    const description = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "hidden" };
    const { state } = await register(ROLE, "secret", { name: "s", assumeRolePolicy: TRUST, description });
    assert.equal(await pulumi.isSecret(state["description"] as pulumi.Output<string>), true);
    assert.equal(aws.world.roles.get("s")?.Description, "hidden");
  });

  it("refuses an unknown type, an unknown property, a missing one and an unknown package", async () => {
    await assert.rejects(
      register("aws:s3/bucket:Bucket", "b", {}),
      /^Error: `b`: the local aws provider does not know the resource type `aws:s3\/bucket:Bucket`/,
    );
    await assert.rejects(
      register(ROLE, "r2", { assumeRolePolicy: TRUST, tag: {} }),
      /^Error: `r2`: the local provider does not know the property `tag` of aws:iam\/role:Role; did you mean `tags`\?/,
    );
    await assert.rejects(register(ROLE, "r3", {}), {
      message: "`r3`: `assumeRolePolicy` is required by aws:iam/role:Role and missing",
    });
    await assert.rejects(register("random:index:Id", "i", {}), {
      message: "there is no local provider for `random:index:Id` (there are: okta, aws)",
    });
    await assert.rejects(
      register("pulumi:providers:aws", "p", { regoin: "x" }),
      /^Error: `p`: the local provider does not know the property `regoin` of the aws provider; did you mean `region`\?/,
    );
  });

  it("refuses an invoke that it does not know, or with wrong arguments", async () => {
    const invoke = async (token: string, inputs: object) => mocks.call({ token, inputs });
    await assert.rejects(invoke("okta:group/getGroups:getGroups", {}), /does not know the function/);
    await assert.rejects(invoke("okta:group/getGroup:getGroup", { nam: "x" }), /does not know the property `nam`/);
    // What the SDK shows of it.
    await assert.rejects(
      invoke("okta:group/getGroup:getGroup", { nam: "x" }),
      (error: Error & { details?: string }) => {
        return error.details === error.message;
      },
    );
  });
});
