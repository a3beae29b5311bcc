/** Key Management Service of the local AWS: who may sign, with what, and what is not modelled. */
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { kmsSigner, keyIdOf } from "../../../service/aws/kmsSigner";
import { accountOf } from "../../../local/aws/account";
import { getPublicKey } from "../../../local/aws/kms/key";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { keptBy } from "./kept";

const REGION = "us-east-1";

describe("keys of the local AWS", () => {
  let aws: LocalAws;
  beforeEach(async () => {
    aws = await startLocalAws();
  });
  afterEach(() => aws.close());

  const make = (more: object = {}) =>
    keptBy(aws, REGION).create("kms.Key", {
      customerMasterKeySpec: "RSA_2048",
      keyUsage: "SIGN_VERIFY",
      ...more,
    });
  const publicKey = (arn: string) =>
    getPublicKey.call(
      accountOf(() => aws.world, REGION),
      { keyId: keyIdOf(arn) },
    );
  const environment = (credentials = aws.adminCredentials) => ({
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL_KMS: `${aws.url}/kms`,
  });

  it("sign what their public half verifies", async () => {
    const { body } = await make();
    const arn = String(body.outputs.arn);
    assert.match(arn, /^arn:aws:kms:us-east-1:000000000000:key\/[\da-f-]{36}$/);
    const signature = await kmsSigner(arn, environment())("text");
    const { publicKeyPem } = await publicKey(arn);
    const key = createPublicKey(String(publicKeyPem));
    assert.equal(verify("sha256", Buffer.from("text"), key, signature), true);
    assert.equal(verify("sha256", Buffer.from("other"), key, signature), false);
    assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
    assert.equal(JSON.stringify(keptBy(aws).read("kms.Key", keyIdOf(arn)).body).includes("PRIVATE"), false);
  });

  it("refuse whoever has no credentials, and are gone once they are deleted", async () => {
    const { body } = await make();
    const arn = String(body.outputs.arn);
    const stranger = { accessKeyId: "AKIASTRANGER0000000", secretAccessKey: "none", sessionToken: "none" };
    await assert.rejects(kmsSigner(arn, environment(stranger))("text"), /UnrecognizedClient/);
    await keptBy(aws).remove("kms.Key", keyIdOf(arn));
    await assert.rejects(kmsSigner(arn, environment())("text"), /NotFoundException/);
    await assert.rejects(publicKey(arn), { status: 404 });
  });

  it("refuse a key of another region", async () => {
    const { body } = await make();
    const arn = String(body.outputs.arn).replace(REGION, "eu-central-1");
    await assert.rejects(kmsSigner(arn, environment())("text"), /NotFoundException/);
  });

  for (const [what, more] of [
    ["encrypts", { keyUsage: "ENCRYPT_DECRYPT" }],
    ["is of another kind", { customerMasterKeySpec: "ECC_NIST_P256" }],
    ["has a policy of its own", { policy: "{}" }],
    ["is kept elsewhere", { customKeyStoreId: "cks-1" }],
  ] as const) {
    it(`refuse by name to be one that ${what}`, async () => {
      const { status, body } = await make(more);
      assert.equal(status, 501);
      assert.ok(String(body.message).includes(Object.keys(more)[0]!));
    });
  }
});
