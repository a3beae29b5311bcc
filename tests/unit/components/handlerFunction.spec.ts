/** A function, its role and its log group. */
import assert from "node:assert/strict";
import { HandlerFunction, type HandlerFunctionArgs } from "../../../components/aws/shared/handlerFunction";
import { find, UNKNOWN, valueOf } from "../../setup/mocks";
import { withProviders } from "./testProviders";

const ARGS: HandlerFunctionArgs = {
  name: "admin-api-dev",
  roleName: "admin-api-role-dev",
  description: "Answers",
  module: "export const handler = 1;",
  environment: { AUDIENCE: "api://admin" },
  logs: { retentionDays: 90 },
  tags: { team: "identity" },
};

describe("HandlerFunction", () => {
  const run = (changes: Partial<HandlerFunctionArgs> = {}, preview = false) =>
    withProviders((opts) => new HandlerFunction("api", { ...ARGS, ...changes }, opts), { preview });

  it("declares the function on arm64 with its code as one ES module", async () => {
    const { recording } = await run();
    const handler = find(recording, "aws:lambda/function:Function", "api-function");
    assert.deepEqual(handler.inputs, {
      name: "admin-api-dev",
      description: "Answers",
      role: "arn:aws:iam::111122223333:role/api-role",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: { files: { "index.mjs": { text: "export const handler = 1;" } } },
      memorySize: 256,
      timeout: 25,
      environment: { variables: { AUDIENCE: "api://admin" } },
      loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/admin-api-dev" },
      tags: { team: "identity" },
    });
  });

  it("waits with the function until it may write its log", async () => {
    const { recording } = await run();
    const { dependsOn } = find(recording, "aws:lambda/function:Function", "api-function");
    assert.deepEqual(dependsOn, [
      "aws:cloudwatch/logGroup:LogGroup::api-log",
      "aws:iam/role:Role::api-role",
      "aws:iam/rolePolicy:RolePolicy::api-log",
    ]);
  });

  it("lets Lambda alone take the role, which allows nothing but its own log", async () => {
    const { recording } = await run();
    const role = find(recording, "aws:iam/role:Role", "api-role").inputs;
    assert.deepEqual(JSON.parse(role["assumeRolePolicy"] as string), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    assert.equal(role["name"], "admin-api-role-dev");
    const policy = find(recording, "aws:iam/rolePolicy:RolePolicy", "api-log").inputs;
    assert.equal(policy["role"], "admin-api-role-dev");
    assert.deepEqual(JSON.parse(policy["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:eu-central-1:111122223333:log-group:api-log:*",
        },
      ],
    });
  });

  it("keeps its log for the days given, encrypted where there is a key", async () => {
    const log = async (logs: HandlerFunctionArgs["logs"]) =>
      find((await run({ logs })).recording, "aws:cloudwatch/logGroup:LogGroup", "api-log").inputs;
    const common = { name: "/aws/lambda/admin-api-dev", tags: { team: "identity" } };
    assert.deepEqual(await log({ retentionDays: 90 }), { ...common, retentionInDays: 90 });
    assert.deepEqual(await log({ retentionDays: 1, kmsKeyArn: "arn:key" }), {
      ...common,
      retentionInDays: 1,
      kmsKeyId: "arn:key",
    });
  });

  it("gives name and address, which a preview does not know", async () => {
    const { result } = await run();
    assert.equal(await valueOf(result.functionName), "admin-api-dev");
    assert.equal(await valueOf(result.invokeArn), "invoke-arn-of-api-function");
    assert.equal(await valueOf(result.functionArn), "arn:of:api-function");
    assert.equal(await valueOf(result.roleName), "admin-api-role-dev");
    const { recording } = await run({}, true);
    assert.deepEqual(recording.outputs.get("okta-api-access:index:HandlerFunction::api"), {
      functionName: "admin-api-dev",
      invokeArn: UNKNOWN,
    });
  });
});
