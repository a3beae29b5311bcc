/** Keys with which functions sign, and the tables in which they remember. */
import assert from "node:assert/strict";
import { ServiceTable } from "../../../components/aws/shared/serviceTable";
import { SigningKey } from "../../../components/aws/shared/signingKey";
import { find, PUBLIC_JWK, valueOf } from "../../setup/mocks";
import { withProviders } from "./testProviders";

describe("SigningKey", () => {
  it("is a key of AWS's that can only sign, and gives its public half alone", async () => {
    const { result, recording } = await withProviders((opts) => new SigningKey("svc", { description: "Signs" }, opts));
    assert.deepEqual(find(recording, "aws:kms/key:Key", "svc-key").inputs, {
      description: "Signs",
      customerMasterKeySpec: "RSA_2048",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
      tags: {},
    });
    assert.deepEqual(await valueOf(result.jwks), [
      { kty: "RSA", kid: "key-id-of-svc-key", n: PUBLIC_JWK.n, e: PUBLIC_JWK.e },
    ]);
    assert.equal(await valueOf(result.keyArn), "arn:aws:kms:eu-central-1:111122223333:key/key-id-of-svc-key");
    assert.deepEqual(
      recording.invokes.map(({ token, inputs }) => ({ token, inputs })),
      [{ token: "aws:kms/getPublicKey:getPublicKey", inputs: { keyId: "key-id-of-svc-key" } }],
    );
  });
});

describe("ServiceTable", () => {
  const inputs = async (kmsKeyArn?: string) => {
    const { recording } = await withProviders((opts) => new ServiceTable("api-svc", { name: "t", kmsKeyArn }, opts));
    return find(recording, "aws:dynamodb/table:Table", "api-svc-table").inputs;
  };

  it("is paid for by use, and forgets what has expired", async () => {
    assert.deepEqual(await inputs(), {
      name: "t",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      ttl: { attributeName: "expires", enabled: true },
      tags: {},
    });
  });

  it("is encrypted with one's own key where there is one", async () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert.deepEqual((await inputs(kmsKeyArn))["serverSideEncryption"], { enabled: true, kmsKeyArn });
  });
});
