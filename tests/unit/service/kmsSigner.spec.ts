/** Signatures by Key Management Service: good ones, and every answer that is none. */
import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import { keyIdOf, kmsSigner } from "../../../service/aws/kmsSigner";
import { accountOf } from "../../../local/aws/account";
import { getPublicKey } from "../../../local/aws/kms/key";
import { startServer, type ScriptedServer } from "./support/scriptedServer";
import { startTable, type TestTable } from "./support/testTable";

describe("the signer of Key Management Service", () => {
  let test: TestTable;
  let server: ScriptedServer;
  before(async () => void ([test, server] = await Promise.all([startTable(), startServer()])));
  after(() => Promise.all([test.close(), server.close()]));

  it("signs with RS256, by the key of that ARN", async () => {
    const { outputs } = await test.make("kms.Key", { customerMasterKeySpec: "RSA_2048", keyUsage: "SIGN_VERIFY" });
    const signature = await kmsSigner(outputs.arn as string, test.environment)("header.claims");
    const account = accountOf(() => test.aws.world, "us-east-1");
    const { publicKeyPem } = await getPublicKey.call(account, { keyId: outputs.keyId });
    const verifies = (text: string) => createVerify("sha256").update(text).verify(String(publicKeyPem), signature);
    assert.deepEqual([verifies("header.claims"), verifies("header.claim")], [true, false]);
  });

  const ARN = "arn:aws:kms:eu-central-1:000000000000:key/1234-abcd";
  const sign = (text: string) => kmsSigner(ARN, { ...test.environment, AWS_ENDPOINT_URL_KMS: server.url })(text);

  it("asks in the key's own region, for the text as it is", async () => {
    server.script = [{ status: 200, body: '{"Signature":"YWJj"}' }];
    assert.equal((await sign("text")).toString(), "abc");
    const { headers, body } = server.asked.at(-1)!;
    assert.match(headers["authorization"]!, /\/eu-central-1\/kms\/aws4_request/);
    assert.equal(headers["x-amz-target"], "TrentService.Sign");
    assert.deepEqual(JSON.parse(body), {
      KeyId: ARN,
      Message: "dGV4dA==",
      MessageType: "RAW",
      SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
    });
  });

  for (const body of ["{}", "null", '{"Signature":""}', '{"Signature":5}']) {
    it(`refuses the answer ${body}`, async () => {
      server.script = [{ status: 200, body }];
      await assert.rejects(sign("text"), { message: "Key Management Service gave no signature" });
    });
  }

  it("asks again after a fault of the service: a second signature does no harm", async () => {
    server.script = [
      { status: 500, body: '{"__type":"KMSInternalException"}' },
      { status: 200, body: '{"Signature":"YWJj"}' },
    ];
    assert.equal((await sign("text")).toString(), "abc");
  });

  it("refuses a text that is too long to be signed as it is, without asking", async () => {
    server.script = [{ status: 200, body: '{"Signature":"YWJj"}' }];
    await sign("ä".repeat(2_048));
    const before = server.asked.length;
    await assert.rejects(sign("ä".repeat(2_048) + "."), { message: "the text is too long to be signed" });
    assert.equal(server.asked.length, before);
  });

  it("refuses an ARN without a region", async () => {
    await assert.rejects(kmsSigner("key", test.environment)("text"), /needs a region/);
  });

  it("names a key by the last part of its ARN", () => {
    assert.deepEqual([keyIdOf(ARN), keyIdOf("1234")], ["1234-abcd", "1234"]);
  });
});
