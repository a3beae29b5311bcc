/** What a function may do in the local account: as much as its role's policies allow, with credentials of its own. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { dataClient, type ClientOptions, type DataAnswer } from "./dataClient";
import { startApi, type Json, type TestApi } from "./localApi";

const ENVIRONMENT = `export const handler = async () => ({ ...process.env });`;
const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/keys";
const COMMON = "com.amazon.coral.service#";
const INVALID_TOKEN = {
  __type: `${COMMON}UnrecognizedClientException`,
  message: "The security token included in the request is invalid.",
};

interface FunctionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

describe("a function's access to the local account", () => {
  let api: TestApi;
  let aws: LocalAws;
  let secretArn: string;

  before(async () => {
    api = await startApi();
    aws = api.aws;
    const attributes = [{ name: "id", type: "S" }];
    for (const name of ["keys", "keys2"]) {
      const properties = { name, attributes, hashKey: "id", billingMode: "PAY_PER_REQUEST" };
      await api.kept.make("dynamodb.Table", properties);
    }
    secretArn = (await api.kept.make("secretsmanager.Secret", { name: "key" })).id;
    await admin("secrets", "PutSecretValue", {
      SecretId: secretArn,
      SecretString: "private",
      ClientRequestToken: "0".repeat(32),
    });
    for (const name of ["one", "two"]) {
      await api.route(`GET /${name}`, await api.lambda(name, ENVIRONMENT));
    }
    await api.stage();
  });
  after(() => aws.close());

  const admin = (service: "dynamodb" | "secrets", operation: string, body: object, options?: ClientOptions) =>
    dataClient(aws.url, aws.adminCredentials, options)[service](operation, body);

  /** The environment that a function has. */
  const environment = async (name: string): Promise<Json> => (await fetch(`${api.url}/${name}`)).json();

  async function credentialsOf(name: string): Promise<FunctionCredentials> {
    const env = await environment(name);
    return {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    };
  }

  async function allow(...Statement: object[]): Promise<void> {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await api.kept.declare("aws:iam/rolePolicy:RolePolicy", { role: "test", name: "own", policy: PolicyDocument });
  }

  const Key = { id: { S: "a" } };
  async function read(name: string, TableName = "keys", options?: ClientOptions): Promise<DataAnswer> {
    return dataClient(aws.url, await credentialsOf(name), options).dynamodb("GetItem", { TableName, Key });
  }
  const denied = (name: string, action: string, resource: string) =>
    `User: arn:aws:sts::000000000000:assumed-role/test/${name} is not authorized to perform: ${action} on resource: ${resource}`;

  it("leads a function to both services, in its region", async () => {
    const env = await environment("one");
    assert.deepEqual(
      [env.AWS_ENDPOINT_URL_DYNAMODB, env.AWS_ENDPOINT_URL_SECRETS_MANAGER, env.AWS_REGION],
      [`${aws.url}/dynamodb`, `${aws.url}/secretsmanager`, "us-east-1"],
    );
  });

  it("gives each function credentials of its own, as Lambda's look", async () => {
    const [one, two] = [await credentialsOf("one"), await credentialsOf("two")];
    assert.match(one.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.match(one.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
    assert.match(one.sessionToken, /^[A-Za-z0-9+/]{128}$/);
    assert.equal(new Set([...Object.values(one), ...Object.values(two)]).size, 6);
    assert.deepEqual(await credentialsOf("one"), one);
  });

  it("does what the role's policies allow, and nothing else, in the words of AWS", async () => {
    await allow({ Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: TABLE });
    assert.deepEqual(await read("one").then(({ status, body }) => [status, body]), [200, {}]);
    const other = await read("one", "keys2");
    const Message = `${denied("one", "dynamodb:GetItem", `${TABLE}2`)} because no identity-based policy allows the dynamodb:GetItem action`;
    assert.deepEqual([other.status, other.body], [400, { __type: `${COMMON}AccessDeniedException`, Message }]);
    const client = dataClient(aws.url, await credentialsOf("two"));
    const put = await client.dynamodb("PutItem", { TableName: "keys", Item: Key });
    assert.equal(
      put.body.Message,
      `${denied("two", "dynamodb:PutItem", TABLE)} because no identity-based policy allows the dynamodb:PutItem action`,
    );
    assert.deepEqual((await admin("dynamodb", "GetItem", { TableName: "keys", Key })).body, {});
  });

  it("does not say whether what may not be read is there", async () => {
    await allow();
    const [there, gone] = [await read("one", "keys"), await read("one", "gone")];
    assert.deepEqual([there.body.__type, gone.body.__type], Array(2).fill(`${COMMON}AccessDeniedException`));
  });

  it("refuses what a policy denies, whatever allows it", async () => {
    const all = { Effect: "Allow", Action: "*", Resource: "*" };
    await allow(all, { Effect: "Deny", Action: "dynamodb:*Item", Resource: `${TABLE}2` });
    assert.equal((await read("one")).status, 200);
    assert.equal(
      (await read("one", "keys2")).body.Message,
      `${denied("one", "dynamodb:GetItem", `${TABLE}2`)} with an explicit deny in an identity-based policy`,
    );
  });

  it("looks at the policies at each call", async () => {
    await allow({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE });
    assert.equal((await read("one")).status, 200);
    await api.kept.drop("aws:iam/rolePolicy:RolePolicy", "test:own", { role: "test", name: "own" });
    assert.equal((await read("one")).status, 400);
  });

  it("gives a secret to whom it is allowed by its ARN, and to nobody else", async () => {
    const get = async () =>
      dataClient(aws.url, await credentialsOf("one")).secrets("GetSecretValue", { SecretId: secretArn });
    await allow({ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn });
    assert.equal((await get()).body.SecretString, "private");
    await allow({ Effect: "Allow", Action: "secretsmanager:PutSecretValue", Resource: secretArn });
    const refused = await get();
    const Message = `${denied("one", "secretsmanager:GetSecretValue", secretArn)} because no identity-based policy allows the secretsmanager:GetSecretValue action`;
    assert.deepEqual([refused.status, refused.body], [400, { __type: "AccessDeniedException", Message }]);
  });

  it("refuses keys that nobody has, and the owner's without their token", async () => {
    const { accessKeyId, secretAccessKey } = aws.adminCredentials;
    const call = async (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
      const { status, body } = await dataClient(aws.url, credentials).dynamodb("GetItem", { TableName: "keys", Key });
      return [status, body];
    };
    assert.deepEqual(await call({ accessKeyId: "local", secretAccessKey: "local" }), [400, INVALID_TOKEN]);
    assert.deepEqual(await call({ accessKeyId, secretAccessKey, sessionToken: "x" }), [400, INVALID_TOKEN]);
    assert.deepEqual(await call({ accessKeyId, secretAccessKey }), [400, INVALID_TOKEN]);
    const secrets = dataClient(aws.url, { accessKeyId: "local", secretAccessKey: "local" });
    assert.deepEqual((await secrets.secrets("GetSecretValue", { SecretId: secretArn })).body, {
      ...INVALID_TOKEN,
      __type: "UnrecognizedClientException",
    });
  });

  it("refuses a function's keys without their token, or with another's", async () => {
    await allow({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE });
    const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf("one");
    const other = (await credentialsOf("two")).sessionToken;
    const call = async (token?: string) =>
      dataClient(aws.url, { accessKeyId, secretAccessKey, sessionToken: token }).dynamodb("GetItem", {
        TableName: "keys",
        Key,
      });
    assert.equal((await call(sessionToken)).status, 200);
    assert.deepEqual([(await call()).body, (await call(other)).body], [INVALID_TOKEN, INVALID_TOKEN]);
  });

  it("refuses a request that nobody signed, one whose signature has another form, and one for the other service", async () => {
    const call = async (change: (authorization: string) => string | undefined) => {
      const tamper: ClientOptions["tamper"] = ({ headers }) => {
        const changed = change(headers["authorization"]!);
        if (changed === undefined) delete headers["authorization"];
        else headers["authorization"] = changed;
      };
      const { status, body } = await admin("dynamodb", "GetItem", { TableName: "keys", Key }, { tamper });
      return [status, body.__type.replace(COMMON, ""), body.message];
    };
    const none = "Request is missing Authentication Token";
    assert.deepEqual(await call(() => undefined), [400, "MissingAuthenticationTokenException", none]);
    const form =
      "Authorization header requires 'Credential' parameter: AWS4-HMAC-SHA256 Credential=keyid/date/region/service/aws4_request.";
    for (const change of [
      () => "",
      () => "Bearer abc",
      (text: string) => text.replace("SHA256", "SHA1"),
      (text: string) => text.replace("Credential=", "Key="),
      (text: string) => text.replace("/us-east-1/", "/here/"),
      (text: string) => text.replace("/aws4_request", "/aws3_request"),
      (text: string) => text.replace("/dynamodb/", "/"),
    ]) {
      assert.deepEqual(await call(change), [400, "IncompleteSignatureException", form]);
    }
    const scope = "Credential should be scoped to correct service: 'dynamodb'.";
    const other = await call((text) => text.replace("/dynamodb/", "/secretsmanager/"));
    assert.deepEqual(other, [400, "InvalidSignatureException", scope]);
  });

  it("looks for tables and secrets in the region that a request was signed for", async () => {
    const region = "eu-west-1";
    const table = await admin("dynamodb", "GetItem", { TableName: "keys", Key }, { region });
    assert.equal(table.body.message, "Requested resource not found");
    const secret = await admin("secrets", "GetSecretValue", { SecretId: secretArn }, { region });
    assert.equal(secret.body.Message, "Secrets Manager can't find the specified secret.");
    await allow({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE });
    const resource = TABLE.replace("us-east-1", region);
    const { body } = await read("one", "keys", { region });
    assert.ok(body.Message.startsWith(denied("one", "dynamodb:GetItem", resource)), body.Message);
  });

  it("takes new credentials with each change of a function, and refuses the old ones", async () => {
    await allow({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE });
    const call = (credentials: FunctionCredentials) =>
      dataClient(aws.url, credentials).dynamodb("GetItem", { TableName: "keys", Key });
    const first = await credentialsOf("two");
    await api.make("PUT", "/2015-03-31/functions/two/configuration", { Timeout: 4 });
    const second = await credentialsOf("two");
    await api.make("PUT", "/2015-03-31/functions/two/code", { Files: { "index.mjs": `${ENVIRONMENT}\n` } });
    const third = await credentialsOf("two");
    const statuses = [(await call(first)).status, (await call(second)).status, (await call(third)).status];
    assert.deepEqual(statuses, [400, 400, 200]);
    assert.deepEqual((await call(second)).body, INVALID_TOKEN);
    await api.make("DELETE", "/2015-03-31/functions/two");
    assert.deepEqual((await call(third)).body, INVALID_TOKEN);
  });

  it("refuses a function whose role is gone", async () => {
    await api.kept.declare("aws:iam/role:Role", {
      name: "brief",
      path: "/service/",
      assumeRolePolicy: JSON.stringify({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] }),
    });
    const Role = "arn:aws:iam::000000000000:role/service/brief";
    await api.route("GET /three", await api.lambda("three", ENVIRONMENT, { Role }));
    await api.kept.drop("aws:iam/role:Role", "brief");
    const { body } = await read("three");
    assert.match(body.Message, /^User: arn:aws:sts::000000000000:assumed-role\/brief\/three is not authorized/);
  });

  it("has other credentials of the owner at each start, and tells them nobody but whoever starts it", async () => {
    const other = await startLocalAws();
    const all = [...Object.values(aws.adminCredentials), ...Object.values(other.adminCredentials)];
    await other.close();
    assert.equal(new Set(all).size, 6);
    assert.match(aws.adminCredentials.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.match(aws.adminCredentials.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
    const shown = JSON.stringify(await api.call("GET", "/2015-03-31/functions/one"));
    const { secretAccessKey, sessionToken } = await credentialsOf("one");
    assert.ok(!shown.includes(secretAccessKey) && !shown.includes(sessionToken));
  });
});
