/** Secrets Manager of the local AWS: values by ARN, the newest is the current one, and each refusal as it is answered. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { dataClient, type DataClient } from "./dataClient";
import { keptBy } from "./kept";
import type { Json } from "./localApi";

const TOKEN = "00000000-0000-4000-8000-00000000000";

describe("the local Secrets Manager", () => {
  let aws: LocalAws;
  let client: DataClient;
  let secrets = 0;

  before(async () => {
    aws = await startLocalAws();
    client = dataClient(aws.url, aws.adminCredentials);
  });
  after(() => aws.close());

  const kept = () => keptBy(aws);
  async function makeSecret(more: object = {}): Promise<string> {
    const properties = { name: `secret/${++secrets}`, ...more };
    return (await kept().make("secretsmanager.Secret", properties)).id;
  }
  async function makeVersion(secretId: string, secretString: string, more: object = {}): Promise<Json> {
    const properties = { secretId, secretString, ...more };
    return kept().make("secretsmanager.SecretVersion", properties);
  }
  const get = (SecretId: string, more: object = {}) => client.secrets("GetSecretValue", { SecretId, ...more });
  const put = (SecretId: string, SecretString: string, n = 0) =>
    client.secrets("PutSecretValue", { SecretId, SecretString, ClientRequestToken: `${TOKEN}${n}` });
  const value = async (arn: string) => (await get(arn)).body.SecretString;

  const NO_VALUE = {
    __type: "ResourceNotFoundException",
    Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  };

  it("refuses a secret that was made empty, until somebody puts a value into it", async () => {
    const arn = await makeSecret();
    const empty = await get(arn);
    assert.deepEqual([empty.status, empty.body], [400, NO_VALUE]);
    const version = { ARN: arn, Name: `secret/${secrets}`, VersionId: `${TOKEN}0`, VersionStages: ["AWSCURRENT"] };
    const done = await put(arn, "-----BEGIN");
    assert.deepEqual([done.status, done.body], [200, version]);
    const read = await get(arn, { VersionStage: "AWSCURRENT" });
    assert.deepEqual([read.status, read.body], [200, { ...version, SecretString: "-----BEGIN" }]);
    assert.equal(read.headers.get("content-type"), "application/x-amz-json-1.1");
  });

  it("gives the newest value, whoever made it, and after a change the changed one", async () => {
    const arn = await makeSecret();
    const { id } = await makeVersion(arn, "of the stack");
    assert.equal(await value(arn), "of the stack");
    await put(arn, "put in");
    assert.equal(await value(arn), "put in");
    const properties = { secretId: arn, secretString: "of the stack again" };
    await kept().change("secretsmanager.SecretVersion", id, properties);
    assert.equal(await value(arn), "of the stack again");
    await makeVersion(arn, "of another label", { versionStages: ["NEXT"] });
    assert.equal(await value(arn), "of the stack again");
  });

  it("puts a value once for each token, and refuses another value for the same one", async () => {
    const arn = await makeSecret();
    await put(arn, "first", 1);
    await put(arn, "second", 2);
    assert.equal((await put(arn, "first", 1)).status, 200);
    assert.equal(await value(arn), "second");
    const other = await put(arn, "third", 2);
    const Message = "You can't modify an existing version, you can only create a new version.";
    assert.deepEqual([other.status, other.body], [400, { __type: "ResourceExistsException", Message }]);
    assert.equal(await value(arn), "second");
  });

  it("forgets the values with their secret", async () => {
    const arn = await makeSecret();
    await put(arn, "gone");
    const version = () => kept().read("secretsmanager.SecretVersion", `${arn}|${TOKEN}0`);
    assert.equal(version().status, 200);
    await kept().remove("secretsmanager.Secret", arn);
    assert.equal(version().status, 404);
    const Message = "Secrets Manager can't find the specified secret.";
    assert.deepEqual((await get(arn)).body, { __type: "ResourceNotFoundException", Message });
    assert.deepEqual((await put(arn, "x", 2)).body, { __type: "ResourceNotFoundException", Message });
  });

  const wrong: [string, object, string, string][] = [
    [
      "a value without a token, which the SDKs make by themselves",
      { SecretString: "a" },
      "InvalidRequestException",
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
    ],
    [
      "a token that is too short",
      { SecretString: "a", ClientRequestToken: "a" },
      "InvalidParameterException",
      "ClientRequestToken must be 32-64 characters long.",
    ],
    [
      "no value",
      { ClientRequestToken: `${TOKEN}0` },
      "InvalidRequestException",
      "You must provide either SecretString or SecretBinary.",
    ],
    [
      "a value that is too long",
      { ClientRequestToken: `${TOKEN}0`, SecretString: "a".repeat(65_537) },
      "InvalidParameterException",
      "the value of a secret must be at most 65536 bytes long",
    ],
    [
      "a call that names no secret",
      { SecretId: null, ClientRequestToken: `${TOKEN}0`, SecretString: "a" },
      "InvalidParameterException",
      "You must provide a value for the SecretId parameter.",
    ],
  ];
  for (const [what, body, type, Message] of wrong) {
    it(`refuses ${what}`, async () => {
      const answer = await client.secrets("PutSecretValue", { SecretId: await makeSecret(), ...body });
      assert.deepEqual([answer.status, answer.body], [400, { __type: type, Message }]);
    });
  }

  const ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:a-abcdef";
  const unmodelled: [string, string, object, string][] = [
    ["other operations", "DescribeSecret", {}, "Secrets Manager's DescribeSecret"],
    ["names", "GetSecretValue", { SecretId: "name" }, "secrets that are named by anything but their full ARN"],
    [
      "ARNs in part",
      "GetSecretValue",
      { SecretId: ARN.slice(0, -7) },
      "secrets that are named by anything but their full ARN",
    ],
    [
      "earlier values",
      "GetSecretValue",
      { SecretId: ARN, VersionStage: "AWSPREVIOUS" },
      "labels of secrets but AWSCURRENT",
    ],
    [
      "versions",
      "GetSecretValue",
      { SecretId: ARN, VersionId: "x" },
      "the parameter VersionId of Secrets Manager's GetSecretValue",
    ],
    [
      "binary values",
      "PutSecretValue",
      { SecretId: ARN, SecretBinary: "YQ==" },
      "the parameter SecretBinary of Secrets Manager's PutSecretValue",
    ],
  ];
  for (const [what, operation, body, named] of unmodelled) {
    it(`refuses ${what} by name, since they are not modelled`, async () => {
      const answer = await client.secrets(operation, body);
      const message = `the local AWS does not model ${named}`;
      assert.deepEqual([answer.status, answer.body], [501, { __type: "NotImplementedException", message }]);
    });
  }

  it("refuses a secret with a policy of its own, which could deny what a role allows", async () => {
    const arn = await makeSecret({ policy: { Statement: [] } });
    const answer = await get(arn);
    assert.deepEqual(
      [answer.status, answer.body.message],
      [501, "the local AWS does not model resource policies of secrets"],
    );
  });
});
