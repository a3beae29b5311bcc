/** What the environment says of Okta and of the clients: read to the letter, and each mistake in it. */
import assert from "node:assert/strict";
import { required } from "../../../guard/contract";
import { oktaApiOf, oktaIdentity, readOktaSettings, type Identity } from "../../../service/okta/identities";
import { startTable, type TestTable } from "./support/testTable";

const ARN = "arn:aws:kms:us-east-1:000000000000:key/k1";
const identity = (more: Partial<Identity> = {}): Identity => ({
  client: "admin-service",
  clientId: "0oa1",
  keyArn: ARN,
  oktaApiScopes: ["okta.users.manage"],
  grants: ["client_credentials"],
  scopes: [],
  groupIds: ["00g1"],
  ...more,
});
const environment = (more: Record<string, string | undefined> = {}) => ({
  ORG_URL: "https://example.okta.com/",
  IDENTITIES: JSON.stringify([identity()]),
  ...more,
});

describe("readOktaSettings", () => {
  it("reads the org without a slash at its end, and the clients", () => {
    assert.deepEqual(readOktaSettings(environment()), { orgUrl: "https://example.okta.com", identities: [identity()] });
  });

  it("takes `http:` only where that is allowed", () => {
    const local = environment({ ORG_URL: "http://127.0.0.1:1", ALLOW_INSECURE_ISSUER: "true" });
    assert.equal(readOktaSettings(local).orgUrl, "http://127.0.0.1:1");
    for (const allowed of [undefined, "false", "1"]) {
      const mistake = { ...local, ALLOW_INSECURE_ISSUER: allowed };
      assert.throws(() => readOktaSettings(mistake), { message: "`ORG_URL` must be an https address" });
    }
    const elsewhere = { ...local, ORG_URL: "http://example.okta.com" };
    assert.throws(() => readOktaSettings(elsewhere), { message: "`ORG_URL` must be an https address" });
  });

  const broken: [string, Record<string, string | undefined>, string][] = [
    ["no org", { ORG_URL: undefined }, "the environment variable `ORG_URL` is not set"],
    ["an empty org", { ORG_URL: "" }, "the environment variable `ORG_URL` is not set"],
    ["an org that is no address", { ORG_URL: "https://" }, "`ORG_URL` must be an https address"],
    ["no clients", { IDENTITIES: undefined }, "the environment variable `IDENTITIES` is not set"],
    ["no JSON", { IDENTITIES: "{" }, "`IDENTITIES` must be a list of clients in JSON"],
    ["no list", { IDENTITIES: "{}" }, "`IDENTITIES` must be a list of clients in JSON"],
    [
      "an ARN of another service",
      { IDENTITIES: JSON.stringify([identity({ keyArn: "arn:aws:s3:::x" })]) },
      "`IDENTITIES` must be a list of clients in JSON",
    ],
    [
      "a field too many",
      { IDENTITIES: JSON.stringify([{ ...identity(), secret: "s3cret" }]) },
      "`IDENTITIES` must be a list of clients in JSON",
    ],
  ];
  for (const [what, more, message] of broken) {
    it(`refuses ${what}`, () => assert.throws(() => readOktaSettings(environment(more)), { message }));
  }
});

describe("oktaIdentity", () => {
  const of = (...identities: Identity[]) => oktaIdentity({ orgUrl: "https://example.okta.com", identities });
  const message = "`IDENTITIES` must have one client with `oktaApiScopes`";

  it("is the one with grants on Okta's own API", () => {
    assert.equal(of(identity({ clientId: "0oa2", oktaApiScopes: [] }), identity()).clientId, "0oa1");
  });
  it("refuses none, and two", () => {
    assert.throws(() => of(identity({ oktaApiScopes: [] })), { message });
    assert.throws(() => of(identity(), identity()), { message });
    assert.throws(() => of(), { message });
  });
});

describe("required", () => {
  it("reads a variable, and refuses one that is missing or empty", () => {
    assert.equal(required({ A: "b" }, "A"), "b");
    for (const value of [undefined, ""])
      assert.throws(() => required({ A: value }, "A"), { message: "the environment variable `A` is not set" });
  });
});

describe("oktaApiOf", () => {
  let test: TestTable;
  before(async () => void (test = await startTable()));
  after(() => test.close());

  it("is Okta's API, as that client, with a token that its key has signed for", async () => {
    const { outputs } = await test.make("kms.Key", { customerMasterKeySpec: "RSA_2048", keyUsage: "SIGN_VERIFY" });
    const settings = { orgUrl: "https://example.okta.com", identities: [identity({ keyArn: outputs.arn as string })] };
    const sent: { url: string; authorization?: string; assertion: string | null }[] = [];
    const okta = oktaApiOf(
      settings,
      async ({ url, headers, body }) => {
        const assertion = new URLSearchParams(body).get("client_assertion");
        sent.push({ url, authorization: headers["authorization"], assertion });
        return {
          status: 200,
          headers: new Headers(),
          body: { token_type: "Bearer", access_token: "t1", expires_in: 3_600 },
        };
      },
      test.environment,
      () => test.time,
    );
    await okta({ method: "GET", path: "/api/v1/users" });
    assert.deepEqual(
      sent.map(({ url, authorization }) => [url, authorization]),
      [
        ["https://example.okta.com/oauth2/v1/token", undefined],
        ["https://example.okta.com/api/v1/users", "Bearer t1"],
      ],
    );
    const [header] = sent[0]!.assertion!.split(".");
    assert.equal((JSON.parse(Buffer.from(header!, "base64url").toString()) as { kid: string }).kid, outputs.keyId);
  });
});
