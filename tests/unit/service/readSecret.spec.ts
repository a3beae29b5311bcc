/** Reading a secret from inside a function: the signature, and every answer that is no secret. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { readSecret } from "../../../service/aws/readSecret";
import { signRequest } from "../../../service/aws/signRequest";
import { takeClock, type SenderClock } from "./support/senderClock";

const ARN = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:origin-AbCdEf";

describe("signRequest", () => {
  it("signs the example of the AWS general reference", async () => {
    const headers = await signRequest(
      {
        method: "GET",
        url: new URL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: "",
        region: "us-east-1",
        service: "iam",
      },
      { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
      new Date("2015-08-30T12:36:00Z"),
    );
    assert.equal(
      headers["authorization"],
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    );
  });
});

describe("readSecret", () => {
  const asked: { request: IncomingMessage; body: string }[] = [];
  let answer: { status: number; body: string };
  let url: string;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push({ request, body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  let clock: SenderClock;
  beforeEach(() => void (clock = takeClock()));
  afterEach(() => clock.restore());
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());

  const environment = () => ({
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "key",
    AWS_SESSION_TOKEN: "session",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  });

  it("asks Secrets Manager with the function's own credentials", async () => {
    answer = { status: 200, body: '{"SecretString":"s3cret"}' };
    assert.equal(await readSecret(ARN, environment()), "s3cret");
    const { request, body } = asked.at(-1)!;
    assert.equal(body, JSON.stringify({ SecretId: ARN }));
    assert.equal(request.headers["x-amz-target"], "secretsmanager.GetSecretValue");
    assert.equal(request.headers["x-amz-security-token"], "session");
    assert.match(
      request.headers["authorization"]!,
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/secretsmanager\//,
    );
  });

  for (const [status, body] of [
    [400, '{"SecretString":"s3cret"}'],
    [200, '{"SecretBinary":"YQ=="}'],
    [200, '{"SecretString":""}'],
    [200, "s3cret"],
    [200, "null"],
    [200, `{"SecretString":"${"x".repeat(100_001)}"}`],
  ] as const) {
    it(`refuses the answer ${status} ${body.slice(0, 30)}, and repeats nothing of it`, async () => {
      answer = { status, body };
      await assert.rejects(readSecret(ARN, environment()), ({ message }: Error) => !message.includes("s3cret"));
    });
  }

  for (const [status, type, times] of [
    [400, "ThrottlingException", 3],
    [500, "InternalServiceError", 3],
    [503, "", 3],
    [400, "ResourceNotFoundException", 1],
    [400, "AccessDeniedException", 1],
  ] as const) {
    it(`asks ${times === 1 ? "once" : "again"} where it hears ${status} ${type}, and tells of no more than that`, async () => {
      asked.length = 0;
      answer = { status, body: JSON.stringify({ __type: `com.amazonaws#${type}`, Message: "s3cret" }) };
      const message = `Secrets Manager answered with status ${status}${type === "" ? "" : ` (${type})`}`;
      await assert.rejects(readSecret(ARN, environment()), { name: "AwsCallError", message });
      assert.equal(asked.length, times);
    });
  }

  it("refuses to ask without credentials, or without an ARN", async () => {
    await assert.rejects(readSecret(ARN, {}), /credentials/);
    await assert.rejects(readSecret("origin", environment()), /ARN/);
  });
});
