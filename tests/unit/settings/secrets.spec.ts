/** Secrets in the settings of a stack: where they may stand, and that no message repeats them. */
import assert from "node:assert/strict";
import { parseSettings } from "../../../components/stack/settings/settings";
import { loadAccess } from "../../../model/file";
import { devClients, devMistakes } from "./stackFile";

describe("a secret in the settings", () => {
  const secret = "00aSecretThatNobodyShallRead";
  const without = {
    "okta:clientId": undefined,
    "okta:privateKeyId": undefined,
    "okta:scopes": undefined,
  };

  it("is refused in the clear, without being printed", () => {
    assert.deepEqual(devMistakes({ ...without, "okta:apiToken": secret }), [
      "okta:apiToken: stands in the file in the clear: revoke it, and set a new one with" +
        " `pulumi config set --secret okta:apiToken`",
    ]);
  });

  it("is taken encrypted, and in the clear for an Okta on this machine", () => {
    assert.deepEqual(devMistakes({ ...without, "okta:apiToken": secret }, ["okta:apiToken"]), []);
    assert.deepEqual(
      devMistakes({ ...without, "okta:apiToken": secret, "okta:httpProxy": "http://127.0.0.1:8080" }),
      [],
    );
  });

  it("refuses two kinds of credentials at once", () => {
    assert.deepEqual(devMistakes({ "okta:apiToken": secret }, ["okta:apiToken"]), [
      "okta:apiToken: cannot be used together with `okta:clientId`, `okta:privateKeyId`, `okta:scopes`: remove one of the two",
    ]);
  });

  it("is never in a message, wherever it was put by mistake", () => {
    const jwk = { kty: "RSA", kid: "1", n: "x", e: "AQAB", d: secret };
    const misplaced = [
      { "okta:orgName": secret + " " },
      { "okta:baseUrl": secret },
      { "okta:httpProxy": secret },
      { "okta:scopes": secret },
      { "okta:privateKey": { value: secret } },
      { "okta:maxRetries": secret },
      { "aws:region": secret },
      { "aws:endpoints": secret },
      { "okta-api-access:logs": secret },
      { "okta-api-access:logs": { retentionDays: secret } },
      { "okta-api-access:tags": [secret] },
      { "okta-api-access:clients": secret },
      { "pulumi:disable-default-providers": secret },
      devClients("nightly-sync", { jwks: [jwk] }),
      devClients("nightly-sync", { jwksUri: secret }),
      devClients("support-console", { redirectUris: [secret] }),
    ];
    for (const changes of misplaced) {
      const mistakes = devMistakes(changes);
      assert.notDeepEqual(mistakes, [], JSON.stringify(Object.keys(changes)));
      assert.equal(mistakes.join("\n").includes(secret), false, mistakes.join("\n"));
    }
  });
});

describe("the settings of a service client with a secret", () => {
  const access = loadAccess({
    product: "library",
    audience: "api://library",
    scopes: { "books:read": { description: "Read books" } },
    groups: {},
    clients: { index: { type: "service", auth: "client_secret", scopes: ["books:read"] } },
  });
  const parse = (clients: object) =>
    parseSettings(
      {
        "pulumi:disable-default-providers": ["*"],
        "okta:orgName": "example-dev",
        "okta-api-access:clients": clients,
      },
      { file: "Pulumi.dev.yaml", access, secretKeys: new Set() },
    );

  it("are none", () =>
    assert.deepEqual(parse({}).clients, { index: { redirectUris: [], postLogoutRedirectUris: [] } }));

  it("are refused, and a secret among them is not repeated", () => {
    for (const given of [{ jwksUri: "https://index.example.com/jwks.json" }, { clientSecret: "nobody-reads-this" }, {}])
      assert.throws(() => parse({ index: given }), {
        message:
          "Pulumi.dev.yaml has 1 error:\nerror: okta-api-access:clients.index: must be left out: `index` proves itself with a secret that Okta makes, and has neither addresses nor keys",
      });
  });
});
