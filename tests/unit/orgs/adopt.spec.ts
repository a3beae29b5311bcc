/** `access adopt`, against the local Okta and against states: what is written, what is said to be too wide, what stays secret. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { clickServer, type Clicked } from "../../support/clickedServer";
import { orgForPlan, type OrgForPlan } from "../../support/deployPlan";
import { runCli } from "../cli/runCli";

describe("access adopt", () => {
  let okta: OrgForPlan;
  let clicked: Clicked;
  let folder: string;
  /** For what is written besides. */
  let elsewhere: string;

  before(async () => {
    okta = await orgForPlan();
    clicked = await clickServer((path, method = "GET", body) => okta.api(method, path, body));
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    folder = mkdtempSync(join(tmpdir(), "access-adopt-"));
    elsewhere = mkdtempSync(join(tmpdir(), "access-adopt-"));
  });

  after(async () => {
    delete process.env["OKTA_API_TOKEN"];
    for (const one of [folder, elsewhere]) rmSync(one, { recursive: true });
    await okta.close();
  });

  const adopt = (...more: string[]) => runCli("adopt", "--org-url", okta.url, "--server", "Order Desk", ...more);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const written = (file: string) => readFileSync(join(elsewhere, file), "utf8");

  it("writes an access file that gives what the rules give, and never more", async () => {
    const { out, status } = await adopt("--json", "--product", "orders");
    assert.equal(status, 0);
    const { access, narrowed, widened } = JSON.parse(out);
    const { signOn, ...console } = access.clients["order-console"];
    assert.match(signOn.policyId, /^rst/);
    assert.deepEqual(console, {
      type: "web",
      scopes: ["orders:read"],
      tokenMinutes: 60,
      oidcScopes: ["openid"],
      assignedTo: ["order-clerks", "order-leads"],
      pkce: false,
    });
    assert.deepEqual(access.clients["order-sync"], {
      type: "service",
      scopes: ["orders:purge", "orders:read", "orders:write"],
    });
    assert.deepEqual(access.groups, {
      "order-clerks": { name: "Order Clerks", scopes: ["orders:read"] },
      "order-leads": { name: "Order Leads", scopes: [] },
    });
    assert.deepEqual(access.claims, {
      permissions: { token: "access", groups: { startsWith: "Order" }, scopes: ["orders:write"] },
    });
    const short = (changes: { principal: string; scope: string; before: string; after: string }[]) =>
      changes.map(({ principal, scope, before, after }) => [principal, scope, before, after]);
    assert.deepEqual(short(narrowed), [["order-clerks+order-leads", "orders:write", "granted", "denied"]]);
    assert.deepEqual(short(widened), [["order-leads", "openid", "denied", "granted"]]);
  });

  /** The server in another issuer mode, for one test. */
  async function inMode(issuerMode: string, test: () => Promise<void>): Promise<void> {
    const path = `/api/v1/authorizationServers/${clicked.serverId}`;
    const server = await okta.api("GET", path);
    await okta.api("PUT", path, { ...server, issuerMode });
    try {
      await test();
    } finally {
      await okta.api("PUT", path, server);
    }
  }

  it("knows the org of a state by the server's issuer, and no other's", async () => {
    const state = (issuer: string, issuerMode: string) => {
      const copy = structuredClone(TERRAFORM) as { values: { root_module: { resources: { values: object }[] } } };
      Object.assign(copy.values.root_module.resources[0]!.values, { issuer, issuer_mode: issuerMode });
      const file = join(elsewhere, "issuer.json");
      writeFileSync(file, JSON.stringify(copy));
      return file;
    };
    const config = async (issuer: string, mode: string, out: string) => {
      const from = state(issuer, mode);
      const { status, err } = await runCli("adopt", "--from", from, "--product", "o", "--out", join(elsewhere, out));
      assert.deepEqual([status, err], [0, ""]);
      const { "okta:orgName": name, "okta:baseUrl": base, "okta-api-access:orgDomain": domain } = settingsIn(out);
      return [name, base, domain];
    };
    assert.deepEqual(await config("https://acme.oktapreview.com/oauth2/aus1", "ORG_URL", "by-org"), [
      "acme",
      "oktapreview.com",
      undefined,
    ]);
    assert.deepEqual(await config("https://login.acme.com/oauth2/aus1", "CUSTOM_URL", "by-domain"), [
      "example",
      undefined,
      "login.acme.com",
    ]);
  });

  it("says that Okta changes keys from then on which somebody has changed by hand", async () => {
    const file = join(elsewhere, "keys.json");
    const copy = structuredClone(TERRAFORM) as { values: { root_module: { resources: { values: object }[] } } };
    const said = async (credentials_rotation_mode: string) => {
      Object.assign(copy.values.root_module.resources[0]!.values, { credentials_rotation_mode });
      writeFileSync(file, JSON.stringify(copy));
      const { unsaid } = JSON.parse((await runCli("adopt", "--from", file, "--json")).out);
      return unsaid.filter(({ where }: { where: string }) => where === "server `Calls`");
    };
    assert.deepEqual(await said("AUTO"), []);
    assert.deepEqual(await said("MANUAL"), [
      {
        where: "server `Calls`",
        why: "its keys are changed by hand today, and a stack leaves that to Okta",
        then: "Okta changes them from then on: see first that no API has a key written down",
      },
    ]);
  });

  const settingsIn = (out: string) =>
    (parse(written(`${out}/Pulumi.dev.yaml`)) as { config: Record<string, unknown> }).config;

  it("writes whose address the issuer has, and asks to confirm what nobody but the user knows", async () => {
    const own = okta.org.domainUrl.slice("http://".length);
    for (const [mode, out] of [
      ["DYNAMIC", "dynamic"],
      ["CUSTOM_URL", "custom"],
    ] as const)
      await inMode(mode, async () => {
        assert.deepEqual((await adopt("--product", "orders", "--out", join(elsewhere, out))).err, "");
        const config = settingsIn(out);
        assert.equal(config["okta-api-access:issuerMode"], mode);
        assert.equal(config["okta-api-access:orgDomain"], own);
        assert.equal(/--org-domain/.test(written(`${out}/adopted.md`)), mode === "DYNAMIC");
        // The applications stay at the org's address today, and a stack has one mode.
        assert.match(
          written(`${out}/adopted.md`),
          new RegExp(`application \`Order sync\`: its own issuer mode is \`ORG_URL\`.*It becomes \`${mode}\``),
        );
      });
    await inMode("DYNAMIC", async () => {
      const said = ["--org-domain", "login.example.com"];
      await adopt("--product", "orders", "--out", join(elsewhere, "said"), ...said);
      assert.equal(settingsIn("said")["okta-api-access:orgDomain"], "login.example.com");
      assert.doesNotMatch(written("said/adopted.md"), /--org-domain/);
      const { status, err } = await adopt(
        "--out",
        join(elsewhere, "wrong"),
        "--org-domain",
        "https://login.example.com/",
      );
      assert.equal(status, 2);
      assert.match(err, /okta-api-access:orgDomain: must be the org's own domain, such as `login\.example\.com`/);
      assert.equal(existsSync(join(elsewhere, "wrong", "access.ts")), false);
    });
    await adopt("--product", "orders", "--out", join(elsewhere, "plain"));
    assert.equal("okta-api-access:orgDomain" in settingsIn("plain"), false);
    assert.doesNotMatch(written("plain/adopted.md"), /issuer mode/);
    const refused = await adopt("--out", join(elsewhere, "useless"), "--org-domain", "login.example.com");
    assert.equal(refused.status, 2);
    assert.match(refused.err, /orgDomain: is of no use with the issuer mode `ORG_URL`/);
  });

  it("says what is too wide today", async () => {
    const { tooWide } = JSON.parse((await adopt("--json")).out);
    assert.deepEqual(
      tooWide.map(({ rule, where }: { rule: string; where: string }) => `${rule}: ${where}`),
      [
        "all-clients: policy `Everybody`",
        "never-fires: policy `Console`, rule `Clerks again`",
        "any-scope: policy `Everybody`, rule `Any`",
        "long-token: policy `Everybody`, rule `Any`",
        "endless-refresh: policy `Everybody`, rule `Any`",
        "old-grant: application `Order console`",
        "no-pkce: application `Order console`",
      ],
    );
  });

  it("says what the file cannot say, with what it gives today", async () => {
    const { unsaid } = JSON.parse((await adopt("--json")).out);
    const both = unsaid.find(({ where }: { where: string }) => where === "policy `Console`, rule `Both`");
    assert.equal(both.why, "a file gives scopes to groups and to unions of what they hold, and this rule gives others");
    assert.equal(
      both.today,
      "members of `clerks and leads`, at `Order console`, by `authorization_code`: `openid`, `orders:read`, `orders:write`, for 60 minutes",
    );
    const any = unsaid.find(({ where }: { where: string }) => where === "policy `Everybody`, rule `Any`");
    assert.match(any.today, /^applications without a user, at every application of the org/);
  });

  it("writes what the engine imports, under the program's own names", async () => {
    const { status } = await adopt("--product", "orders", "--out", folder, "--save", join(folder, "snapshot.json"));
    assert.equal(status, 0);
    const { resources } = JSON.parse(read("import.json"));
    const ids = Object.fromEntries(
      resources.map((one: { logicalName: string; id?: string }) => [one.logicalName, one.id]),
    );
    assert.equal(ids["orders-server"], clicked.serverId);
    assert.equal(ids["order-console-app"], clicked.console);
    assert.equal(ids["order-console-group:order-clerks"], `${clicked.console}/${clicked.groups.clerks}`);
    assert.equal(ids["orders-permissions"], `${clicked.serverId}/${clicked.claims.permissions}`);
    assert.equal(ids["orders-order-console"], `${clicked.serverId}/${clicked.policies.console}`);
    assert.equal(ids["orders-order-sync"], `${clicked.serverId}/${clicked.policies.all}`);
    const rules = resources.filter((one: { type: string }) => one.type.endsWith(":ServerPolicyRule"));
    const imported = rules.map(({ id }: { id: string }) => id.split("/")[2]).sort();
    assert.deepEqual(
      imported,
      Object.values(clicked.rules).sort(),
      "a rule of today is neither declared nor taken away",
    );
    const parents = new Set(resources.map(({ name }: { name: string }) => name));
    for (const { parent } of resources) assert.ok(parent === undefined || parents.has(parent), parent);
  });

  it("writes over nothing unless it is told to", async () => {
    const { status, err } = await adopt("--product", "orders", "--out", folder);
    assert.deepEqual(
      [status, err.replace(folder, "DIR")],
      [2, "`DIR/access.ts` is there already; write somewhere else with `--out`, or over it with `--force`"],
    );
    assert.equal((await adopt("--product", "orders", "--out", folder, "--force")).status, 0);
  });

  it("puts no secret into any file", async () => {
    const secrets = [...okta.org.apps.values()].flatMap((app) => [...app.secrets.values()].map(({ value }) => value));
    assert.ok(secrets.length > 0);
    for (const file of readdirSync(folder))
      for (const secret of [okta.apiToken, ...secrets]) assert.equal(read(file).includes(secret), false, file);
  });

  it("reads its own export, without an org and without credentials", async () => {
    const fromOrg = JSON.parse((await adopt("--json", "--product", "orders")).out);
    delete process.env["OKTA_API_TOKEN"];
    try {
      const { out, status } = await runCli(
        "adopt",
        "--from",
        join(folder, "snapshot.json"),
        "--json",
        "--product",
        "orders",
      );
      assert.equal(status, 0);
      assert.deepEqual(JSON.parse(out), fromOrg);
    } finally {
      process.env["OKTA_API_TOKEN"] = okta.apiToken;
    }
  });

  it("reads a state of Terraform and one of Pulumi to the same file as each other, and takes no secret out of them", async () => {
    const [terraform, pulumi] = [join(folder, "terraform.json"), join(folder, "pulumi.json")];
    writeFileSync(terraform, JSON.stringify(TERRAFORM));
    writeFileSync(pulumi, JSON.stringify(PULUMI));
    const [one, other] = [
      await runCli("adopt", "--from", terraform, "--json"),
      await runCli("adopt", "--from", pulumi, "--json"),
    ];
    assert.deepEqual([one.status, other.status], [0, 0]);
    assert.equal(`${one.out}${other.out}`.includes("canary"), false);
    const { access } = JSON.parse(one.out);
    assert.deepEqual(access, JSON.parse(other.out).access);
    assert.deepEqual(access.groups, { agents: { scopes: ["calls:read"] } });
    assert.deepEqual(access.clients.desk.scopes, ["calls:read"]);
    assert.deepEqual(access.clients.desk.refreshTokens, { days: 1, idleDays: 1 });
  });

  it("says what it cannot read", async () => {
    const file = join(folder, "other.json");
    writeFileSync(file, "{}");
    const asked = async (...args: string[]) => (await runCli("adopt", ...args)).err;
    assert.match(await asked("--from", file), /is none of what can be read: an export/);
    writeFileSync(file, "{ canary");
    assert.equal(await asked("--from", file), `\`${file}\` is not valid JSON`);
    writeFileSync(file, JSON.stringify({ version: 4, terraform_version: "1.9.0", resources: [] }));
    assert.match(await asked("--from", file), /give what `terraform show -json` prints of it/);
    assert.equal(await asked(), "give either `--org-url` with `--server`, or `--from` a file");
    assert.match(await asked("--org-url", okta.url), /wants `--server`/);
    assert.equal(existsSync(join(folder, "Pulumi.yaml")), true);
  });
});

const RULE = {
  auth_server_id: "aus1",
  policy_id: "00p1",
  name: "Agents",
  priority: 1,
  status: "ACTIVE",
  grant_type_whitelist: ["authorization_code"],
  group_whitelist: ["00g1"],
  scope_whitelist: ["openid", "offline_access", "calls:read"],
  access_token_lifetime_minutes: 60,
  refresh_token_lifetime_minutes: 2_880,
  refresh_token_window_minutes: 1_440,
};

const APP = {
  id: "0oa1",
  client_id: "0oa1",
  client_secret: "canary",
  label: "Desk",
  status: "ACTIVE",
  type: "web",
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: "client_secret_basic",
  pkce_required: true,
  redirect_uris: ["https://desk.example.com/callback"],
};

const TERRAFORM = {
  values: {
    root_module: {
      resources: [
        {
          type: "okta_auth_server",
          values: { id: "aus1", name: "Calls", audiences: ["api://calls"], status: "ACTIVE" },
        },
        {
          type: "okta_auth_server_scope",
          values: { id: "scp1", auth_server_id: "aus1", name: "calls:read", metadata_publish: "ALL_CLIENTS" },
        },
        { type: "okta_group", values: { id: "00g1", name: "agents" } },
      ],
      child_modules: [
        {
          resources: [
            {
              type: "okta_auth_server_policy",
              values: {
                id: "00p1",
                auth_server_id: "aus1",
                name: "Desk",
                priority: 1,
                status: "ACTIVE",
                client_whitelist: ["0oa1"],
              },
            },
            {
              type: "okta_auth_server_policy_rule",
              values: { id: "0pr1", ...RULE, refresh_token_lifetime_minutes: 1_440 },
            },
            { type: "okta_app_oauth", values: APP },
            { type: "okta_app_group_assignments", values: { id: "0oa1", app_id: "0oa1", group: [{ id: "00g1" }] } },
          ],
        },
      ],
    },
  },
};

const camel = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/_whitelist$/, "_whitelists").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      name === "client_secret"
        ? { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "canary" }
        : value,
    ]),
  );

const PULUMI = {
  deployment: {
    resources: [
      { type: "pulumi:pulumi:Stack", urn: "urn:pulumi:dev::calls::pulumi:pulumi:Stack::calls-dev" },
      {
        type: "okta:auth/server:Server",
        id: "aus1",
        outputs: { name: "Calls", audiences: ["api://calls"], status: "ACTIVE" },
      },
      {
        type: "okta:auth/serverScope:ServerScope",
        id: "scp1",
        outputs: { authServerId: "aus1", name: "calls:read", metadataPublish: "ALL_CLIENTS" },
      },
      { type: "okta:group/group:Group", id: "00g1", outputs: { name: "agents" } },
      {
        type: "okta:auth/serverPolicy:ServerPolicy",
        id: "00p1",
        outputs: { authServerId: "aus1", name: "Desk", priority: 1, status: "ACTIVE", clientWhitelists: ["0oa1"] },
      },
      {
        type: "okta:auth/serverPolicyRule:ServerPolicyRule",
        id: "0pr1",
        outputs: camel({ ...RULE, refresh_token_lifetime_minutes: 1_440 }),
      },
      { type: "okta:app/oAuth:OAuth", id: "0oa1", outputs: camel(APP) },
      { type: "okta:app/groupAssignment:GroupAssignment", id: "00g1", outputs: { appId: "0oa1", groupId: "00g1" } },
    ],
  },
};
