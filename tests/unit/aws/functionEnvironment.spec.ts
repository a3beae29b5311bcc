/** What Lambda tells a function of itself: variables and the context, as they were recorded of AWS. */
import assert from "node:assert/strict";
import { startApi, type Json, type TestApi } from "./localApi";

const CODE = `export const handler = async (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({ env: process.env, context: { ...context } }),
});`;

describe("what a function is told of itself", () => {
  let api: TestApi;
  let told: Json;

  before(async () => {
    api = await startApi();
    const integration = await api.lambda("told", CODE, { LoggingConfig: { LogGroup: "/api/test" } });
    await api.route("GET /told", integration);
    await api.stage();
    told = await (await fetch(`${api.url}/told`)).json();
  });
  after(() => api.aws.close());

  it("has the variables that Lambda sets", () => {
    const { env } = told;
    assert.deepEqual(
      {
        region: [env.AWS_REGION, env.AWS_DEFAULT_REGION],
        runtime: env.AWS_EXECUTION_ENV,
        version: env.AWS_LAMBDA_FUNCTION_VERSION,
        log: [env.AWS_LAMBDA_LOG_GROUP_NAME, env.AWS_LAMBDA_LOG_STREAM_NAME],
        place: [env.LAMBDA_TASK_ROOT, env._HANDLER],
      },
      {
        region: ["us-east-1", "us-east-1"],
        runtime: "AWS_Lambda_nodejs20.x",
        version: "$LATEST",
        log: ["/api/test", "local"],
        place: ["/var/task", "index.handler"],
      },
    );
  });

  it("has a context with its log", () => {
    const { logGroupName, logStreamName, callbackWaitsForEmptyEventLoop } = told.context;
    assert.deepEqual([logGroupName, logStreamName, callbackWaitsForEmptyEventLoop], ["/api/test", "local", true]);
  });
});
