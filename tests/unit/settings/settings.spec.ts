/** The settings of a stack: what they become, and what is said of a mistake. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccessError } from "../../../model/findings";
import { parseSettings, readSettings } from "../../../components/stack/settings/settings";
import { loadAccess } from "../../../model/file";
import { valueOf } from "../../setup/mocks";
import { accessOf, devClients, devMistakes, devSettings, readStackFile } from "./stackFile";

const CLIENTS = "okta-api-access:clients";
/** Odd, and of 2048 bits. */
const MODULUS = `n${"x".repeat(340)}w`;
const key = (changes: object = {}) => ({ kty: "RSA", kid: "1", n: MODULUS, e: "AQAB", ...changes });
const PLAIN = "must be written plainly: without blanks, `\\`, a user name or a password";

describe("parseSettings", () => {
  it("gives the provider's settings without their prefix, defaults and the org's address", () => {
    const settings = devSettings({ "okta-api-access:tags": undefined, "okta-api-access:loopbackRedirects": "true" });
    assert.deepEqual(settings.okta, {
      orgName: "example-dev",
      baseUrl: "oktapreview.com",
      clientId: "0oa1example1dev1cli1",
      privateKeyId: "2026-03-dev",
      scopes: [
        "okta.authorizationServers.manage",
        "okta.apps.manage",
        "okta.groups.manage",
        "okta.trustedOrigins.manage",
        "okta.appGrants.manage",
        "okta.policies.manage",
        "okta.roles.manage",
      ],
    });
    assert.deepEqual(settings.aws, { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
    assert.equal(settings.orgUrl, "https://example-dev.oktapreview.com");
    assert.equal(settings.insecureOkta, false);
    assert.deepEqual(settings.logs, { retentionDays: 30 });
    assert.deepEqual(settings.tags, {});
    assert.equal(devSettings({ "okta:baseUrl": undefined }).orgUrl, "https://example-dev.okta.com");
  });

  it("reads values as the engine has them, with all but texts as JSON", () => {
    const texts = Object.entries(readStackFile("dev").values).map(([key, value]) => {
      return [key, typeof value === "string" ? value : JSON.stringify(value)];
    });
    assert.deepEqual(devSettings(Object.fromEntries(texts)), devSettings());
  });

  it("makes a secret output of a secret", async () => {
    const key = { "okta:privateKey": "-----BEGIN PRIVATE KEY-----" };
    const { privateKey } = devSettings(key, ["okta:privateKey"]).okta!;
    assert.ok(pulumi.Output.isInstance(privateKey));
    assert.equal(await pulumi.isSecret(privateKey), true);
    assert.equal(await valueOf(pulumi.output(privateKey)), "-----BEGIN PRIVATE KEY-----");
  });

  it("takes a scheme of the author's own for a native client, and keeps keys as Okta takes them", () => {
    const n = MODULUS;
    const jwks = [{ kty: "RSA", kid: "1", n, e: "AQAB", use: "sig", alg: "RS256" }];
    const settings = devSettings(devClients("nightly-sync", { jwks }));
    assert.deepEqual(settings.clients["customer-app"], {
      redirectUris: ["com.example.customer:/callback"],
      postLogoutRedirectUris: [],
    });
    assert.deepEqual(settings.clients["nightly-sync"], {
      redirectUris: [],
      postLogoutRedirectUris: [],
      jwks: [{ kty: "RSA", kid: "1", n, e: "AQAB" }],
    });
  });

  it("takes a redirect to the device itself for a native client alone", () => {
    const redirectUris = ["http://127.0.0.1:8400/callback"];
    const none = { "okta-api-access:loopbackRedirects": false };
    const native = devSettings(devClients("customer-app", { redirectUris }));
    assert.deepEqual(native.clients["customer-app"]!.redirectUris, redirectUris);
    assert.equal(devMistakes({ ...devClients("customer-app", { redirectUris }), ...none }).length, 2);
    assert.equal(devMistakes({ ...devClients("audit-portal", { redirectUris }), ...none }).length, 3);
  });

  it("takes Okta's issuer modes, and leaves trusted origins to others where it is told", () => {
    const { issuerMode, trustedOrigins } = devSettings();
    assert.deepEqual([issuerMode, trustedOrigins], ["ORG_URL", "create"]);
    const changed = devSettings({
      "okta-api-access:issuerMode": "DYNAMIC",
      "okta-api-access:orgDomain": "login.example.com",
      "okta-api-access:trustedOrigins": "leave",
    });
    assert.deepEqual(
      [changed.issuerMode, changed.orgDomain, changed.trustedOrigins],
      ["DYNAMIC", "https://login.example.com", "leave"],
    );
  });

  it("refuses everything that is wrong at once, errors by place, with the file's name", () => {
    const changes = {
      "okta:orgname": "x",
      "okta:orgName": undefined,
      "aws:region": undefined,
      "okta-api-access:logs": { retentionDay: 8 },
      "pulumi:disable-default-providers": ["aws"],
    };
    assert.throws(
      () => devSettings(changes),
      (error) => {
        assert.ok(error instanceof AccessError);
        assert.equal(error.message.split("\n")[0], "Pulumi.dev.yaml has 6 errors:");
        return true;
      },
    );
    assert.deepEqual(
      devMistakes(changes).map((mistake) => mistake.slice(0, mistake.indexOf(": ", 5))),
      [
        "aws:region",
        "okta-api-access:logs.retentionDay",
        "okta-api-access:logs.retentionDays",
        "okta:orgName",
        "okta:orgname",
        "pulumi:disable-default-providers",
      ],
    );
  });

  it("refuses a key that does not exist with the nearest one and what is allowed", () => {
    const [mistake] = devMistakes({ "okta-api-access:nameCarryStack": true });
    assert.match(
      mistake!,
      /^okta-api-access:nameCarryStack: unknown field `okta-api-access:nameCarryStack`; did you mean/,
    );
    assert.match(
      mistake!,
      /did you mean `okta-api-access:namesCarryStack`\? \(allowed: `okta-api-access:authorizationServer`, /,
    );
  });

  it("refuses a client that the access file does not have, and misses one that it has", () => {
    const clients = readStackFile("dev").values[CLIENTS] as Record<string, unknown>;
    const { "audit-portal": portal, ...others } = clients;
    assert.deepEqual(devMistakes({ [CLIENTS]: { ...others, "audit-portl": portal } }), [
      `${CLIENTS}.audit-portal: is missing: \`audit-portal\` is used by people, so give its \`redirectUris\``,
      `${CLIENTS}.audit-portl: unknown field \`audit-portl\`; did you mean \`audit-portal\`?` +
        " (allowed: `support-console`, `audit-portal`, `customer-app`, `nightly-sync`, `partner-hotline`, `approval-service`, `admin-service`, `registration-service`, `recovery-service`)",
    ]);
    assert.deepEqual(devMistakes({ [CLIENTS]: undefined }), [
      `${CLIENTS}: is missing: give the addresses and keys of the clients`,
    ]);
  });

  const wrong: readonly [title: string, changes: Record<string, unknown>, mistake: string][] = [
    [
      "a flag that is neither true nor false",
      { "okta-api-access:namesCarryStack": "yes" },
      "okta-api-access:namesCarryStack: must be `true` or `false`",
    ],
    [
      "a protection that is neither on nor off",
      { "okta-api-access:protect": "prod" },
      "okta-api-access:protect: must be `true` or `false`",
    ],
    [
      "a retention that CloudWatch Logs does not take",
      { "okta-api-access:logs": { retentionDays: 31 } },
      "okta-api-access:logs.retentionDays: must be one of the numbers of days that CloudWatch Logs takes:" +
        " 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    ],
    ["a region that is none", { "aws:region": "Frankfurt" }, "aws:region: must be a region, such as `eu-central-1`"],
    ["no region", { "aws:region": undefined }, "aws:region: is missing: it must be a region, such as `eu-central-1`"],
    [
      "default providers that are on",
      { "pulumi:disable-default-providers": undefined },
      'pulumi:disable-default-providers: is missing: it must be `["*"]`: every resource names the provider that it belongs to',
    ],
    [
      "an http address of another machine",
      { "okta:httpProxy": "http://127.0.0.1.example.com:80" },
      "okta:httpProxy: must be an http or https address of this machine, such as `http://127.0.0.1:8080`",
    ],
    [
      "a number out of bounds",
      { "okta:maxApiCapacity": "101" },
      "okta:maxApiCapacity: must be a whole number from 1 to 100",
    ],
    [
      "no org",
      { "okta:orgName": undefined },
      "okta:orgName: is missing: give the org's name, such as `example-dev` for example-dev.okta.com",
    ],
    [
      "an application without its id",
      { "okta:clientId": undefined },
      "okta:clientId: is missing: it goes together with `okta:privateKeyId`, `okta:scopes`",
    ],
    [
      "a redirect to another machine without TLS",
      devClients("support-console", { redirectUris: ["http://support.example.com/callback"] }),
      `${CLIENTS}.support-console.redirectUris[0]: must be an https address`,
    ],
    [
      "a redirect to this machine where the stack does not take it",
      { "okta-api-access:loopbackRedirects": false },
      `${CLIENTS}.support-console.postLogoutRedirectUris[1]: is an address of this machine, which only a stack with \`loopbackRedirects: true\` takes\n` +
        `${CLIENTS}.support-console.redirectUris[1]: is an address of this machine, which only a stack with \`loopbackRedirects: true\` takes`,
    ],
    [
      "a wildcard in a redirect",
      devClients("support-console", { redirectUris: ["https://*.example.com/callback"] }),
      `${CLIENTS}.support-console.redirectUris[0]: must not have a \`*\`: addresses are compared exactly`,
    ],
    [
      "a fragment in a redirect",
      devClients("support-console", { redirectUris: ["https://example.com/#/callback"] }),
      `${CLIENTS}.support-console.redirectUris[0]: must not have a \`#\``,
    ],
    [
      "redirects as no browser writes them",
      devClients("support-console", {
        redirectUris: ["https://Example.com/callback", "https://example.com:443/", "https://example.com/a/../callback"],
        postLogoutRedirectUris: ["https://example.com", "https://example.com/?bye=a%20b"],
      }),
      ["https://example.com/callback", "https://example.com/", "https://example.com/callback"]
        .map(
          (href, at) =>
            `${CLIENTS}.support-console.redirectUris[${at}]: is \`${href}\` to a browser, and Okta compares letter by letter: write that`,
        )
        .join("\n"),
    ],
    [
      "a redirect that is no address",
      devClients("support-console", { redirectUris: ["support.example.com"] }),
      `${CLIENTS}.support-console.redirectUris[0]: must be an address, such as \`https://console.example.com/callback\``,
    ],
    [
      "a user and password in a redirect",
      devClients("support-console", { redirectUris: ["https://a:b@example.com/callback", "https://:b@example.com/"] }),
      `${CLIENTS}.support-console.redirectUris[0]: ${PLAIN}\n${CLIENTS}.support-console.redirectUris[1]: ${PLAIN}`,
    ],
    [
      "a redirect that one reader takes for another host than the next",
      devClients("support-console", { redirectUris: ["https://good.example.com\\\\@evil.example.com/"] }),
      `${CLIENTS}.support-console.redirectUris[0]: ${PLAIN}`,
    ],
    [
      "a blank at the end of a redirect",
      devClients("support-console", { redirectUris: ["https://console.example.com/callback "] }),
      `${CLIENTS}.support-console.redirectUris[0]: ${PLAIN}`,
    ],
    [
      "keys that are none: a modulus of zeros, an even one, an exponent of 1",
      devClients("nightly-sync", {
        jwks: [
          key({ n: "A".repeat(342) }),
          key({ kid: "2", n: `${MODULUS.slice(0, -1)}g` }),
          key({ kid: "3", e: "AQ" }),
        ],
      }),
      [
        `${CLIENTS}.nightly-sync.jwks[0].n: must be a modulus of 2048 bits or more, as base64url`,
        `${CLIENTS}.nightly-sync.jwks[1].n: must be a modulus of 2048 bits or more, as base64url`,
        `${CLIENTS}.nightly-sync.jwks[2].e: must be an odd exponent of 3 or more as base64url, such as \`AQAB\``,
      ].join("\n"),
    ],
    [
      "two keys of one id",
      devClients("nightly-sync", { jwks: [key(), key()] }),
      `${CLIENTS}.nightly-sync.jwks[1].kid: is the \`kid\` of another key in the list: each key needs its own`,
    ],
    [
      "an issuer mode that Okta does not have",
      { "okta-api-access:issuerMode": "CUSTOM" },
      "okta-api-access:issuerMode: must be `ORG_URL`, `CUSTOM_URL` or `DYNAMIC`",
    ],
    [
      "another word about trusted origins",
      { "okta-api-access:trustedOrigins": "skip" },
      "okta-api-access:trustedOrigins: must be `create` or `leave`",
    ],
    [
      "a scheme of the author's own for a client that is not native",
      devClients("support-console", { redirectUris: ["com.example.app:/callback"] }),
      `${CLIENTS}.support-console.redirectUris[0]: must be an https address`,
    ],
    [
      "a scheme that belongs to nobody for a native client",
      devClients("customer-app", { redirectUris: ["javascript:alert(1)"] }),
      `${CLIENTS}.customer-app.redirectUris[0]: must be https, or a scheme such as \`com.example.app:\` (RFC 8252 section 7.1)`,
    ],
    [
      "a client that nobody could sign in to",
      devClients("support-console", { redirectUris: [] }),
      `${CLIENTS}.support-console.redirectUris: must not be empty: nobody could sign in`,
    ],
    [
      "a service client with neither keys nor their address",
      devClients("nightly-sync", {}),
      `${CLIENTS}.nightly-sync: must have exactly one of \`jwks\` (public keys) and \`jwksUri\` (where the client publishes them)`,
    ],
    [
      "the address of keys without TLS",
      devClients("nightly-sync", { jwksUri: "http://jobs.example.com/jwks.json" }),
      `${CLIENTS}.nightly-sync.jwksUri: must be an https address`,
    ],
    [
      "redirects of a client without users",
      devClients("nightly-sync", { jwksUri: "https://jobs.example.com/jwks.json", redirectUris: [] }),
      `${CLIENTS}.nightly-sync.redirectUris: unknown field \`redirectUris\` (allowed: \`jwks\`, \`jwksUri\`, \`clientId\`)`,
    ],
  ];

  for (const [title, changes, mistake] of wrong) {
    it(`refuses ${title}`, () => assert.equal(devMistakes(changes).join("\n"), mistake));
  }
});

describe("readSettings", () => {
  it("reads the running stack's configuration and knows which values are encrypted", async () => {
    const { values } = readStackFile("dev");
    const texts = Object.entries(values).map(([key, value]) => {
      return [key, typeof value === "string" ? value : JSON.stringify(value)] as const;
    });
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "p", "dev");
    pulumi.runtime.setAllConfig({ ...Object.fromEntries(texts), "okta:privateKey": "key" }, ["okta:privateKey"]);
    assert.equal(readSettings(accessOf("dev")).orgUrl, "https://example-dev.oktapreview.com");
    pulumi.runtime.setAllConfig({ ...Object.fromEntries(texts), "okta:privateKey": "key" }, []);
    assert.throws(
      () => readSettings(accessOf("dev")),
      /^AccessError: Pulumi\.dev\.yaml has 1 error:\nerror: okta:privateKey: /,
    );
  });
});

describe("the settings of a stack without an API", () => {
  const ACCESS = loadAccess({
    product: "library",
    audience: "api://library",
    scopes: { "books:read": { description: "Read books" } },
    groups: {},
    clients: { index: { type: "service", scopes: ["books:read"] } },
  });
  const OKTA = {
    "pulumi:disable-default-providers": ["*"],
    "okta:orgName": "example-dev",
    "okta-api-access:clients": { index: { jwksUri: "https://index.example.com/jwks.json" } },
  };
  const parse = (values: object) =>
    parseSettings({ ...OKTA, ...values }, { file: "Pulumi.dev.yaml", access: ACCESS, secretKeys: new Set() });

  it("need say nothing of AWS, and give no provider of AWS", () => assert.equal(parse({}).aws, undefined));

  it("may have a region and logs, as those of the company's other stacks", () => {
    const given = { "aws:region": "eu-central-1", "okta-api-access:logs": { retentionDays: 30 } };
    assert.equal(parse(given).aws, undefined);
    assert.throws(() => parse({ "aws:region": "nowhere" }), /aws:region: must be a region/);
  });

  for (const [key, value] of Object.entries({
    network: { allowedCidrs: ["203.0.113.0/24"] },
    targetGroups: {},
    monitoring: {},
  })) {
    it(`refuse \`${key}\`, which would watch or reach nothing`, () => {
      const refused = new RegExp(
        `okta-api-access:${key}: is of no use: the access file has no API in AWS; leave it out$`,
      );
      assert.throws(() => parse({ [`okta-api-access:${key}`]: value }), refused);
    });
  }
});
