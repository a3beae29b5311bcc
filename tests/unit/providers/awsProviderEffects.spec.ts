/** The local AWS provider on the local AWS: what it leaves in the account, and what it notices there. */
import assert from "node:assert/strict";
import type { LocalAws } from "../../../local/aws/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { ARCHIVE_SIGNATURE, SIGNATURE_KEY } from "../../../local/providers/values";
import type { TestIssuer } from "../guard/tokens";
import { FUNCTION, PERMISSION, ROUTE, STAGE, startAwsProvider, type AwsStand } from "./awsProviderStand";
import { createChecked } from "./oneType";

describe("the local AWS provider", () => {
  let stand: AwsStand;
  let aws: LocalAws;
  let issuer: TestIssuer;
  let provider: LocalProvider;
  let api: ResourceState;
  let fn: ResourceState;
  let route: ResourceState;

  before(async () => {
    stand = await startAwsProvider();
    ({ aws, issuer, provider, api, fn, route } = stand);
  });
  after(() => stand.close());

  it("leaves no function behind whose making ends half-way", async () => {
    const inputs = { ...fn.inputs, name: "half", reservedConcurrentExecutions: 5_000 };
    await assert.rejects(provider.create(FUNCTION, inputs), /ReservedConcurrentExecutions/);
    assert.equal(await provider.read(FUNCTION, "half", undefined, undefined), undefined);
  });

  it("notices a route that was opened by hand", async () => {
    const path = `${aws.url}/v2/apis/${api.id}/authorizers`;
    const post = (url: string, method: string, body: unknown) =>
      fetch(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const made = await post(path, "POST", {
      name: "byHand",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: issuer.issuer, audience: ["a"] },
    });
    const { authorizerId } = (await made.json()) as { authorizerId: string };
    const closed = await createChecked(provider, ROUTE, {
      apiId: api.id,
      routeKey: "GET /closed",
      authorizationType: "JWT",
      authorizerId,
      authorizationScopes: ["a"],
    });
    const open = { authorizationType: "NONE", authorizationScopes: null, authorizerId: null };
    await post(`${aws.url}/v2/apis/${api.id}/routes/${closed.id}`, "PATCH", open);
    const read = await provider.read(ROUTE, closed.id, closed.inputs, closed.outputs);
    assert.deepEqual(read?.inputs, {
      apiId: api.id,
      apiKeyRequired: false,
      authorizationType: "NONE",
      routeKey: "GET /closed",
    });
    await provider.update(ROUTE, { ...closed, ...read }, closed.inputs);
    assert.deepEqual((await provider.read(ROUTE, closed.id, closed.inputs, closed.outputs))?.inputs, closed.inputs);
  });

  it("makes an API that answers", async () => {
    await createChecked(provider, PERMISSION, {
      action: "lambda:InvokeFunction",
      function: "fn",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.outputs["executionArn"] as string}/*/*`,
    });
    const stage = await createChecked(provider, STAGE, { apiId: api.id, name: "$default", autoDeploy: true });
    assert.equal(await (await fetch(`${stage.outputs["invokeUrl"] as string}a`)).text(), "hello");
    assert.equal((await provider.read(ROUTE, route.id, route.inputs, route.outputs))?.id, route.id);
  });

  it("takes a folder as a function's code", async () => {
    const code = { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, path: `${__dirname}/../../../lambda/keysCanary` };
    const made = await provider.create(FUNCTION, { ...fn.inputs, name: "folder", code });
    const response = await fetch(`${aws.url}/2015-03-31/functions/folder`);
    const { Code } = (await response.json()) as { Code: { Files: Record<string, string> } };
    assert.deepEqual(Object.keys(Code.Files).sort(), ["checkKeys.ts", "index.ts"]);
    await provider.delete(FUNCTION, made);
  });
});
