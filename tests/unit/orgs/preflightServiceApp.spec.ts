/** What `access preflight` says of the service application that deploys: its key, its scopes and its roles. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { serviceAppChecks, serviceAppOf, type ServiceApp } from "../../../cli/preflight/serviceApp";
import type { Check } from "../../../cli/preflight/check";
import { orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { EXAMPLES } from "../../support/products";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { JWK } from "../../support/clickedServer";
import { runCli } from "../cli/runCli";

const PAIR = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = PAIR.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const SCOPES = ["okta.apps.manage", "okta.authorizationServers.manage", "okta.groups.manage", "okta.policies.manage"];
const ROLES = ["API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN", "ORG_ADMIN"];
const LOCAL = join(__dirname, "../../../.local");

const levels = (checks: readonly Check[]) => checks.map(({ check, level }) => `${level} ${check}`);

describe("access preflight, of the service application", () => {
  let okta: OrgForPlan;
  before(async () => void (okta = await orgForPlan()));
  after(() => okta.close());

  async function application(scopes: readonly string[], roles: readonly string[]): Promise<ServiceApp> {
    const jwk = { ...PAIR.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" };
    const { id } = await okta.api("POST", "/api/v1/apps", {
      name: "oidc_client",
      label: `deployer ${Math.random()}`,
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
      settings: {
        oauthClient: { application_type: "service", grant_types: ["client_credentials"], jwks: { keys: [jwk] } },
      },
    });
    for (const scopeId of scopes) await okta.api("POST", `/api/v1/apps/${id}/grants`, { issuer: okta.url, scopeId });
    for (const type of roles) await okta.api("POST", `/oauth2/v1/clients/${id}/roles`, { type });
    return { clientId: id, keyId: "k1", key: PAIR.privateKey };
  }

  const look = async (app: ServiceApp) => serviceAppChecks(okta.url, app, { scopes: SCOPES, roles: ROLES });

  it("finds all in order, and reads roles where that is granted", async () => {
    const seen = await look(await application([...SCOPES, "okta.roles.read"], ["SUPER_ADMIN"]));
    assert.deepEqual(levels(seen.checks), ["ok private key", "ok granted scopes", "ok admin roles"]);
    assert.ok(seen.accessToken);
  });

  it("does not take roles for right that it may not see", async () => {
    for (const scopes of [SCOPES, [...SCOPES, "okta.roles.read"]]) {
      const { checks } = await look(await application(scopes, ROLES));
      assert.equal(checks[2]!.level, "warning");
      assert.match(checks[2]!.message, /^not looked at/);
    }
  });

  it("names the scopes that are missing", async () => {
    const { checks, accessToken } = await look(await application(SCOPES.slice(1, 3), ROLES));
    assert.deepEqual(levels(checks).slice(0, 2), ["ok private key", "error granted scopes"]);
    assert.match(
      checks[1]!.message,
      /does not give the service application `okta.apps.manage`, `okta.policies.manage`: grant/,
    );
    assert.ok(accessToken);
    const none = await look(await application([], ROLES));
    assert.deepEqual(levels(none.checks), ["ok private key", "error granted scopes"]);
    assert.equal(none.accessToken, undefined);
  });

  it("names a key that the org refuses", async () => {
    const app = await application(SCOPES, ROLES);
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    for (const wrong of [
      { ...app, key: other },
      { ...app, keyId: "k2" },
      { ...app, clientId: "0oanobody" },
    ]) {
      const { checks, accessToken } = await look(wrong);
      assert.deepEqual(levels(checks), ["error private key"]);
      assert.ok(checks[0]!.message.includes(`\`${wrong.clientId}\` and the key \`${wrong.keyId}\``));
      assert.equal(accessToken, undefined);
    }
  });

  describe("of an org that answers otherwise", () => {
    const app: ServiceApp = { clientId: "0oa1", keyId: "k1", key: PAIR.privateKey };
    const answering = (answer: (scopes: string[]) => [number, object]) => async (_: unknown, init?: RequestInit) => {
      const [status, body] = answer((init!.body as URLSearchParams).get("scope")!.split(" "));
      return Response.json(body, { status });
    };
    const lookAt = (answer: (scopes: string[]) => [number, object]) =>
      serviceAppChecks("http://127.0.0.1:9", app, { scopes: SCOPES, roles: ROLES }, answering(answer) as typeof fetch);

    it("asks for each scope where it refuses all for one", async () => {
      const { checks } = await lookAt((scopes) =>
        scopes.includes("okta.apps.manage")
          ? [400, { error: "invalid_scope" }]
          : [200, { token_type: "Bearer", access_token: "canary", scope: scopes.join(" ") }],
      );
      assert.equal(checks[1]!.level, "error");
      assert.match(checks[1]!.message, /application `okta.apps.manage`: grant/);
      assert.equal(JSON.stringify(checks).includes("canary"), false);
    });

    it("does not call a key wrong that was not tried", async () => {
      for (const [status, body] of [
        [400, { error: "invalid_dpop_proof", error_description: "The DPoP proof JWT header is missing." }],
        [429, {}],
        [503, {}],
      ] as const)
        assert.deepEqual(levels((await lookAt(() => [status, body])).checks), ["warning private key"]);
      const dead = await serviceAppChecks("http://127.0.0.1:9", app, { scopes: SCOPES, roles: ROLES });
      assert.deepEqual(levels(dead.checks), ["warning private key"]);
    });
  });

  it("reads the key from the environment, and never repeats it", () => {
    const settings = { "okta:clientId": "0oa1", "okta:privateKeyId": "k1" };
    const of = (key: string | undefined, own: object = settings) =>
      serviceAppOf(own as Record<string, unknown>, { OKTA_API_PRIVATE_KEY: key });
    assert.equal(of(undefined), undefined);
    assert.equal((of(PEM) as ServiceApp).clientId, "0oa1");
    assert.equal((of(PEM.replaceAll("\n", "\\n")) as ServiceApp).keyId, "k1");
    assert.equal((of(PEM, {}) as Check).level, "error");
    const bad = of("canary") as Check;
    assert.equal(bad.level, "error");
    assert.equal(bad.message.includes("canary"), false);
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    assert.equal((of(curve.export({ type: "pkcs8", format: "pem" }).toString()) as Check).level, "warning");
  });

  it("goes before the other credentials, and looks at the org with them", async () => {
    await okta.api("POST", "/api/v1/groups", { profile: { name: "librarians" } });
    mkdirSync(LOCAL, { recursive: true });
    const folder = mkdtempSync(join(LOCAL, "preflight-app-"));
    try {
      cpSync(EXAMPLES["okta-only"]!, folder, { recursive: true });
      const { clientId } = await application(SCOPES, ROLES);
      const config = {
        "pulumi:disable-default-providers": ["*"],
        "okta:httpProxy": okta.url,
        "okta:clientId": clientId,
        "okta:privateKeyId": "k1",
        "okta:privateKey": { secure: "encrypted" },
        "okta:scopes": SCOPES,
        "okta-api-access:clients": {
          "reading-room": { redirectUris: ["https://library.example.com/callback"] },
          "pocket-library": { redirectUris: ["com.example.library:/callback"] },
          "nightly-index": { jwks: [JWK] },
        },
      };
      writeFileSync(join(folder, "Pulumi.try.yaml"), stringify({ config }));
      process.env["OKTA_API_PRIVATE_KEY"] = PEM;
      process.env["OKTA_API_TOKEN"] = "no-good";
      const { status, out, err } = await runCli("preflight", "--product", folder, "--stack", "try", "--json");
      const { checks } = JSON.parse(out) as { checks: Check[] };
      assert.equal(status, 0, out);
      assert.deepEqual(levels(checks).slice(4), [
        "ok private key",
        "ok granted scopes",
        "warning admin roles",
        "ok credentials",
        "ok API Access Management",
        "ok groups",
        "ok server name",
        "ok names",
        "ok rate limits",
        "ok rate limits now",
        "ok scopes",
      ]);
      assert.equal((out + err).includes(PEM.split("\n")[1]!), false);
    } finally {
      delete process.env["OKTA_API_PRIVATE_KEY"];
      delete process.env["OKTA_API_TOKEN"];
      rmSync(folder, { recursive: true });
    }
  });
});
