/** Calls of AWS from inside a function: what is asked, and what of an answer an error may repeat. */
import assert from "node:assert/strict";
import { AWS_ATTEMPTS_MAX, AwsCallError, callAws, type AwsCall } from "../../../service/aws/callAws";
import { startServer, type ScriptedServer } from "./support/scriptedServer";

const SECRET = "s3cret-value";

describe("callAws", () => {
  let server: ScriptedServer;
  before(async () => void (server = await startServer()));
  after(() => server.close());
  beforeEach(() => void (server.asked.length = 0));

  const call: AwsCall = {
    title: "The service",
    service: "some",
    target: "Some_1.Do",
    contentType: "application/x-amz-json-1.0",
    region: "eu-central-1",
    input: { Text: SECRET },
    endpointVariable: "AWS_ENDPOINT_URL_SOME",
  };
  const environment = () => ({
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "key",
    AWS_ENDPOINT_URL_SOME: `${server.url}/some`,
  });

  it("asks with a signature, and gives the parsed answer", async () => {
    server.script = [{ status: 200, body: '{"A":1}' }];
    assert.deepEqual(await callAws(call, environment()), { A: 1 });
    const { method, url, headers, body } = server.asked[0]!;
    assert.deepEqual([method, url, body], ["POST", "/some", `{"Text":"${SECRET}"}`]);
    assert.deepEqual([headers["content-type"], headers["x-amz-target"]], ["application/x-amz-json-1.0", "Some_1.Do"]);
    assert.match(
      headers["authorization"]!,
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/some\/aws4_request, /,
    );
    assert.equal(headers["x-amz-security-token"], undefined);
  });

  const errors: [string, string, string][] = [
    ["com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "ConditionalCheckFailedException", "the name"],
    [`x#${SECRET}-1`, "", "no name, where there is none"],
  ];
  for (const [type, shown, what] of errors) {
    it(`tells of an error the status and ${what}, and nothing else`, async () => {
      server.script = [{ status: 400, body: JSON.stringify({ __type: type, message: SECRET }) }];
      await assert.rejects(callAws(call, environment()), (error: unknown) => {
        assert.ok(error instanceof AwsCallError);
        assert.deepEqual([error.name, error.status, error.type], ["AwsCallError", 400, shown]);
        assert.equal(error.message, `The service answered with status 400${shown === "" ? "" : ` (${shown})`}`);
        return true;
      });
    });
  }

  for (const body of [SECRET, "null", "7", '{"__type":5}', ""]) {
    it(`tells of an error that is ${JSON.stringify(body)} the status alone`, async () => {
      server.script = [{ status: 500, body }];
      await assert.rejects(callAws(call, environment()), { message: "The service answered with status 500", type: "" });
    });
  }

  for (const body of [SECRET, `{"Text":"${SECRET}`, ""]) {
    it(`refuses the answer ${JSON.stringify(body)}, and repeats nothing of it`, async () => {
      server.script = [{ status: 200, body }];
      await assert.rejects(callAws(call, environment()), { message: "the answer of The service is no JSON" });
    });
  }

  const refusal = (status: number, type: string) => ({
    status,
    body: JSON.stringify({ __type: `com.amazonaws#${type}` }),
  });
  const done = { status: 200, body: "{}" };
  const THROTTLED = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];

  for (const type of THROTTLED) {
    it(`asks again after ${type}, which has had no effect`, async () => {
      server.script = [refusal(400, type), refusal(400, type), done];
      assert.deepEqual(await callAws(call, environment()), {});
      assert.equal(server.asked.length, AWS_ATTEMPTS_MAX);
      assert.equal(new Set(server.asked.map(({ body }) => body)).size, 1);
    });
  }

  it("gives up after three attempts, and says why", async () => {
    server.script = [refusal(400, "ThrottlingException")];
    await assert.rejects(callAws(call, environment()), { type: "ThrottlingException", status: 400 });
    assert.equal(server.asked.length, 3);
  });

  it("asks again after a fault of the service only where that does no harm", async () => {
    server.script = [refusal(500, "InternalServerError"), done];
    await assert.rejects(callAws(call, environment()), { type: "InternalServerError" });
    assert.equal(server.asked.length, 1);
    server.script = [refusal(500, "InternalServerError"), refusal(503, ""), done];
    assert.deepEqual(await callAws({ ...call, repeatable: true }, environment()), {});
    assert.equal(server.asked.length, 4);
  });

  for (const type of ["ConditionalCheckFailedException", "ResourceNotFoundException", "AccessDeniedException", ""]) {
    it(`takes ${type === "" ? "a refusal without a name" : type} for an answer`, async () => {
      server.script = [refusal(400, type), done];
      await assert.rejects(callAws({ ...call, repeatable: true }, environment()), { status: 400, type });
      assert.equal(server.asked.length, 1);
    });
  }

  it("does not ask again where the connection breaks", async () => {
    server.script = ["breaks", done];
    await assert.rejects(callAws({ ...call, repeatable: true }, environment()));
    assert.equal(server.asked.length, 1);
  });

  const unready = /^The service needs a region, and credentials in the environment$/;
  it("refuses to ask without region or credentials", async () => {
    await assert.rejects(callAws({ ...call, region: "" }, environment()), { message: unready });
    await assert.rejects(callAws(call, { ...environment(), AWS_ACCESS_KEY_ID: undefined }), { message: unready });
    await assert.rejects(callAws(call, { ...environment(), AWS_SECRET_ACCESS_KEY: "" }), { message: unready });
    assert.equal(server.asked.length, 0);
  });

  it("asks AWS itself where the environment names no other address", async () => {
    const elsewhere = { ...environment(), AWS_ENDPOINT_URL_SOME: "" };
    // An address that cannot be, so that nothing leaves this machine.
    const expected = { code: "ERR_INVALID_URL", input: "https://some.no where.amazonaws.com/" };
    await assert.rejects(callAws({ ...call, region: "no where" }, elsewhere), expected);
    assert.equal(server.asked.length, 0);
  });
});
