/** `access preflight`, against the local Okta: each thing that would stop an `up` is named, with what to do. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { addressChecks } from "../../../cli/preflight/addressChecks";
import { reachChecks } from "../../../cli/preflight/orgChecks";
import { OktaApi } from "../../../cli/org/oktaApi";
import { JWK } from "../../support/clickedServer";
import { orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { EXAMPLES } from "../../support/products";
import { runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");

const SETTINGS = {
  "pulumi:disable-default-providers": ["*"],
  "okta-api-access:clients": {
    "reading-room": { redirectUris: ["https://library.example.com/callback"] },
    "pocket-library": { redirectUris: ["com.example.library:/callback"] },
    "nightly-index": { jwks: [JWK] },
  },
};

describe("access preflight", () => {
  let okta: OrgForPlan;
  let folder: string;

  before(async () => {
    okta = await orgForPlan();
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    // Below the repository, where the program finds its packages.
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "preflight-"));
    cpSync(EXAMPLES["okta-only"]!, folder, { recursive: true });
    write("try", { "okta:httpProxy": okta.url, "okta:apiToken": "a-token-of-the-local-org", ...SETTINGS });
  });

  after(async () => {
    delete process.env["OKTA_API_TOKEN"];
    rmSync(folder, { recursive: true });
    await okta.close();
  });

  function write(stack: string, config: object): void {
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config }));
  }

  async function checks(stack = "try") {
    const { status, out } = await runCli("preflight", "--product", folder, "--stack", stack, "--json");
    const all = JSON.parse(out).checks as { check: string; level: string; message: string }[];
    return { status, all, of: (check: string) => all.find((one) => one.check === check) };
  }

  it("says what can be no token, without a word of it, and looks at the rest", async () => {
    process.env["OKTA_API_TOKEN"] = "canary\n1";
    const { status, of, all } = await checks().finally(() => (process.env["OKTA_API_TOKEN"] = okta.apiToken));
    assert.equal(status, 1);
    assert.deepEqual(of("credentials"), {
      check: "credentials",
      level: "error",
      message:
        "`OKTA_API_TOKEN` has a space, a line break or another character that no token has: look at how it was copied",
    });
    assert.deepEqual([of("org address")?.level, of("rate limits")?.level], ["ok", "ok"]);
    assert.equal(JSON.stringify(all).includes("canary"), false);
  });

  it("names a group that is not there, with the name that is near", async () => {
    await okta.api("POST", "/api/v1/groups", { profile: { name: "librarian" } });
    const { status, of } = await checks();
    assert.equal(status, 1);
    assert.deepEqual(of("group librarians"), {
      check: "group librarians",
      level: "error",
      message: "there is no group named `librarians`; did you mean `librarian`? create it, or set `managed: true`",
    });
  });

  it("finds all in order once the group is there", async () => {
    await okta.api("POST", "/api/v1/groups", { profile: { name: "librarians" } });
    const { status, all } = await checks();
    assert.deepEqual(
      all.map(({ check, level }) => `${level} ${check}`),
      [
        "ok settings",
        "ok org address",
        "ok Identity Engine",
        "ok clock",
        "ok credentials",
        "ok API Access Management",
        "ok groups",
        "ok server name",
        "ok names",
        "ok rate limits",
        "ok rate limits now",
        "ok scopes",
      ],
    );
    assert.equal(status, 0);
  });

  it("says that a name is taken, and by what", async () => {
    await okta.api("POST", "/api/v1/authorizationServers", { name: "okta-only-try", audiences: ["api://x"] });
    const { status, of } = await checks();
    assert.equal(status, 0);
    assert.equal(of("server name")!.level, "warning");
    assert.match(of("server name")!.message, /^an authorization server is named `okta-only-try`: .*`access adopt`/);
  });

  it("says what the scopes of a service application lack", async () => {
    write("oauth", {
      "okta:httpProxy": okta.url,
      "okta:clientId": "0oa1",
      "okta:privateKeyId": "one",
      "okta:privateKey": { secure: "encrypted" },
      "okta:scopes": ["okta.authorizationServers.manage", "okta.apps.manage", "okta.groups.manage"],
      ...SETTINGS,
    });
    const { of } = await checks("oauth");
    assert.match(of("scopes")!.message, /^`okta:scopes` lacks `okta.policies.manage`: grant them/);
  });

  it("prints what the up needs", async () => {
    const { out, status } = await runCli("preflight", "--product", folder, "--stack", "try", "--needs", "--json");
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(out), {
      okta: {
        scopes: ["okta.apps.manage", "okta.authorizationServers.manage", "okta.groups.manage", "okta.policies.manage"],
        roles: ["API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN", "ORG_ADMIN"],
        custom: {
          permissions: ["okta.authzServers.manage"],
          resources: ["/api/v1/authorizationServers"],
          without: ["group rules", "sign-on policies", "the sign-on policy of an application"],
          beside: ["APP_ADMIN", "ORG_ADMIN"],
        },
        unknown: [],
      },
      aws: { unknown: [] },
    });
  });

  it("knows the address of the console, what is no org, a clock that is off, and where nothing answers", async () => {
    const [console] = await addressChecks("https://example-admin.okta.com");
    assert.equal(
      console!.message,
      "`https://example-admin.okta.com` is the address of the console: take `-admin` out, as in `https://example.okta.com`",
    );
    const answers = (body: unknown, date: Date) => async () =>
      new Response(JSON.stringify(body), { headers: { date: date.toUTCString() } });
    const now = Date.UTC(2026, 0, 1, 12);
    const of = async (body: unknown, seconds: number) =>
      (await addressChecks("https://a.okta.com", answers(body, new Date(now + seconds * 1_000)), () => now)).map(
        ({ check, level }) => `${level} ${check}`,
      );
    assert.deepEqual(await of({ id: "00o1", pipeline: "idx" }, 0), [
      "ok org address",
      "ok Identity Engine",
      "ok clock",
    ]);
    assert.deepEqual(await of({ id: "00o1", pipeline: "v1" }, 120), [
      "ok org address",
      "warning Identity Engine",
      "warning clock",
    ]);
    assert.deepEqual((await of({ id: "00o1" }, 900)).at(-1), "error clock");
    assert.deepEqual(await of({}, 0), ["error org address"]);
    assert.equal((await addressChecks("http://127.0.0.1:9"))[0]!.level, "error");
  });

  it("names the missing licence for what it is, and a token that is no good", async () => {
    const refuses = (status: number, errorCode: string) => ({
      fetch: async () => new Response(JSON.stringify({ errorCode, errorSummary: "no" }), { status }),
      sleep: async () => undefined,
      now: () => 0,
    });
    const check = async (status: number, code: string) =>
      (await reachChecks(new OktaApi("https://a.okta.com", "SSWS canary", refuses(status, code))))[0]!;
    const licence = await check(401, "E0000015");
    assert.equal(licence.check, "API Access Management");
    assert.match(licence.message, /^the org does not have it \(401 E0000015\)/);
    assert.equal((await check(401, "E0000011")).check, "credentials");
    assert.match((await check(403, "E0000006")).message, /the credentials need to read/);
    assert.equal(JSON.stringify(await check(403, "E0000006")).includes("canary"), false);
  });

  it("says that others use the org, where little is left of its limits, and that a token may not look", async () => {
    const features = (rateLimits: boolean) => okta.api("PUT", "/__features", { rateLimits });
    await features(true);
    try {
      for (let i = 0; i < 35; i++) await okta.api("GET", "/api/v1/apps?limit=1");
      const { of } = await checks();
      assert.equal(of("rate limits now")!.level, "warning");
      assert.match(
        of("rate limits now")!.message,
        /apps \d+ of 50.*; others use the org as well, so that the `up` waits$/,
      );
    } finally {
      await features(false);
    }

    // The token of a person without any administrator role: Okta knows it, and lets it see nothing.
    const refused = () => new Response(JSON.stringify({ errorCode: "E0000006", errorSummary: "no" }), { status: 403 });
    const api = new OktaApi("https://a.okta.com", "SSWS canary", {
      fetch: async () => refused(),
      sleep: async () => undefined,
      now: () => 0,
    });
    const [check] = await reachChecks(api);
    assert.deepEqual([check!.check, check!.level], ["credentials", "error"]);
    assert.match(check!.message, /answers `GET \/api\/v1\/authorizationServers` with 403: no; the credentials need to/);
  });

  it("says that nothing in the org was looked at where there are no credentials", async () => {
    delete process.env["OKTA_API_TOKEN"];
    try {
      const { status, of } = await checks();
      assert.equal(status, 0);
      assert.equal(of("credentials")!.level, "warning");
    } finally {
      process.env["OKTA_API_TOKEN"] = okta.apiToken;
    }
    assert.ok(readFileSync(join(folder, "Pulumi.try.yaml"), "utf8").includes("okta:httpProxy"));
  });

  it("counts applications of one label, of which Okta takes several", async () => {
    const label = "okta-only-nightly-index-try";
    const made = () =>
      okta.api("POST", "/api/v1/apps", {
        name: "oidc_client",
        label,
        signOnMode: "OPENID_CONNECT",
        credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
        settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
      });
    assert.equal((await checks()).of("client nightly-index"), undefined);
    await made();
    assert.match((await checks()).of("client nightly-index")!.message, /^an application is named `okta-only-nightly-/);
    await made();
    assert.deepEqual((await checks()).of("client nightly-index"), {
      check: "client nightly-index",
      level: "warning",
      message: `2 applications are named \`${label}\`, of which this stack may have made one: \`access recover\` tells which the engine's state does not know`,
    });
  });
});
