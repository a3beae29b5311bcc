/** Keys of the local AWS provider: their public half, and what a declaration must say. */
import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider } from "../../../local/providers/provider";
import type { Values } from "../../../local/providers/values";
import { settings } from "./awsProviderStand";
import { createChecked } from "./oneType";

const KEY = "aws:kms/key:Key";
const GET = "aws:kms/getPublicKey:getPublicKey";
const INPUTS: Values = { customerMasterKeySpec: "RSA_2048", keyUsage: "SIGN_VERIFY" };

describe("keys of the local AWS provider", () => {
  let aws: LocalAws;
  let provider: LocalProvider;

  before(async () => {
    aws = await startLocalAws();
    provider = createAwsProvider();
    await provider.configure(settings(aws.url, "kms"));
  });
  after(() => aws.close());

  it("give their public half by id and by ARN, and nothing private anywhere", async () => {
    const made = await createChecked(provider, KEY, INPUTS);
    for (const keyId of [made.id, String(made.outputs["arn"])]) {
      const { result, failures } = await provider.invoke(GET, { keyId });
      assert.deepEqual(failures, []);
      assert.equal(result["keyId"], made.id);
      assert.equal(createPublicKey(String(result["publicKeyPem"])).asymmetricKeyType, "rsa");
    }
    assert.equal(JSON.stringify(made).includes("PRIVATE"), false);
    await provider.delete(KEY, made);
    await assert.rejects(provider.invoke(GET, { keyId: made.id }), /does not exist/);
  });

  it("refuse a wait for their deletion that AWS does not take", () => {
    const reasons = (days: number) =>
      provider.check(KEY, undefined, { ...INPUTS, deletionWindowInDays: days }, { name: "k" }).failures;
    assert.deepEqual([reasons(7), reasons(30)], [[], []]);
    for (const days of [6, 31])
      assert.deepEqual(reasons(days), [{ property: "deletionWindowInDays", reason: "must be from 7 to 30" }]);
  });
});
