/** `access verify` where an org has several things of one name, things of others, and applications that exist already. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { uniqueName } from "../../../components/naming";
import { clientApps, driftOf, readSnapshot, SNAPSHOT_FORMAT } from "../../../model/adopt";
import { compile, type Plan } from "../../../model/compile";
import { loadAccess } from "../../../model/file";
import { ruleBody } from "../../support/clickedServer";
import { deployPlan, deploySignOn, orgForPlan, type Deployed, type OrgForPlan } from "../../support/deployPlan";
import { orders } from "../model/orders";
import { runCli } from "../cli/runCli";

const LOCAL = join(__dirname, "../../../.local");

describe("access verify: several of one name", () => {
  let okta: OrgForPlan;
  let plan: Plan;
  let folder: string;

  beforeEach(async () => {
    okta = await orgForPlan();
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    plan = compile(loadAccess(orders()));
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(join(LOCAL, "verify-"));
    writeFileSync(join(folder, "access.ts"), `export default ${JSON.stringify(orders())};\n`);
    writeFileSync(join(folder, "Pulumi.yaml"), "name: orders\nruntime: nodejs\n");
    mkdirSync(join(folder, "handlers", "orders"), { recursive: true });
    writeFileSync(join(folder, "handlers", "orders", "index.ts"), "export const handler = () => undefined;\n");
    settings({});
  });

  afterEach(async () => {
    delete process.env["OKTA_API_TOKEN"];
    rmSync(folder, { recursive: true });
    await okta.close();
  });

  /** Those of the stack `try`. */
  function settings(config: Record<string, unknown>): void {
    writeFileSync(join(folder, "Pulumi.try.yaml"), stringify({ config }));
  }

  /** As the stack `try` would have it. */
  async function deployed(app = (key: string) => `orders-${key}-try`): Promise<Deployed> {
    const derived = (name: string) => `orders-${name}-try`;
    const made = await deployPlan(okta, plan, "orders-try", { app, derived });
    await deploySignOn(okta, plan, made);
    return made;
  }

  async function verified(...more: string[]) {
    const model = join(folder, "access.ts");
    const { status, out, err } = await runCli(
      "verify",
      "--org-url",
      okta.url,
      "--model",
      model,
      "--stack",
      "try",
      ...more,
    );
    assert.equal(err, "");
    return { status, lines: out.split("\n") };
  }

  const RIGHT = { status: 0, lines: ["the org gives exactly what the file says"] };

  const app = (label: string, type = "service") =>
    okta.api("POST", "/api/v1/apps", {
      name: "oidc_client",
      label,
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
      settings: {
        oauthClient:
          type === "service"
            ? { application_type: type, grant_types: ["client_credentials"], response_types: ["token"] }
            : {
                application_type: type,
                grant_types: ["authorization_code"],
                response_types: ["code"],
                redirect_uris: ["https://app.example.com/callback"],
              },
      },
    });

  async function policyNamed(serverId: string, name: string) {
    const policies = await okta.api("GET", `/api/v1/authorizationServers/${serverId}/policies`);
    return policies.find((one: { name: string }) => one.name === name);
  }

  it("finds nothing where there is one of each", async () => {
    await deployed();
    assert.deepEqual(await verified(), RIGHT);
  });

  it("names a second application of a label, and what to do", async () => {
    await deployed();
    const { id, created } = await app("orders-sync-try");
    const { status, lines } = await verified("--fix-hint");
    const says = `clients.sync has a second application of its label, \`${id}\`, made ${created}: delete it in Okta once you know that nobody uses it`;
    assert.deepEqual(
      [status, lines],
      [
        1,
        [
          "otherwise than the file says:",
          `  ${says}`,
          "to put it right:",
          `  by hand: ${says}; \`access recover\` tells by the engine's state which one is the stack's`,
        ],
      ],
    );
    const { drift } = JSON.parse((await verified("--json")).lines.join("\n"));
    assert.deepEqual(
      drift.map(({ rule, where }: Record<string, string>) => [rule, where]),
      [["app-twin", "clients.sync"]],
    );
  });

  it("takes an application of another type, or another label, for nobody's twin", async () => {
    await deployed();
    await app("orders-sync-try", "web");
    await app("Orders-Sync-Try");
    await app("orders-sync-try-2");
    assert.deepEqual(await verified(), RIGHT);
  });

  it("tells what a second application is given that somebody added to the client's policy", async () => {
    const { serverId } = await deployed();
    const twin = await app("orders-sync-try");
    const policy = await policyNamed(serverId, "sync");
    policy.conditions.clients.include.push(twin.id);
    await okta.api("PUT", `/api/v1/authorizationServers/${serverId}/policies/${policy.id}`, policy);
    const { status, lines } = await verified();
    assert.deepEqual(
      [status, lines],
      [
        1,
        [
          "the org gives more than the file says:",
          `  at \`orders-sync-try (${twin.id})\` (client_credentials): orders:read: denied → granted (60 min)`,
          "otherwise than the file says:",
          `  clients.sync has a second application of its label, \`${twin.id}\`, made ${twin.created}, and nothing in the org tells which of the two is the stack's: delete it in Okta once you know that nobody uses it`,
        ],
      ],
    );
  });

  it("takes an application that is labelled like a client's key for a stranger", async () => {
    const { serverId } = await deployed();
    const stranger = await app("sync");
    const policy = await policyNamed(serverId, "sync");
    policy.conditions.clients.include.push(stranger.id);
    await okta.api("PUT", `/api/v1/authorizationServers/${serverId}/policies/${policy.id}`, policy);
    assert.deepEqual(await verified(), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        `  at \`sync (${stranger.id})\` (client_credentials): orders:read: denied → granted (60 min)`,
      ],
    });
  });

  it("takes a group that is called like another group's key for a stranger", async () => {
    const file = orders();
    file.groups.clerks!.name = "Shop clerks";
    plan = compile(loadAccess(file));
    writeFileSync(join(folder, "access.ts"), `export default ${JSON.stringify(file)};\n`);
    const { serverId, groupIds } = await deployed();
    assert.deepEqual(await verified(), RIGHT);
    const stranger = await okta.api("POST", "/api/v1/groups", { profile: { name: "clerks" } });
    const policy = await policyNamed(serverId, "desk");
    const rules = `/api/v1/authorizationServers/${serverId}/policies/${policy.id}/rules`;
    for (const rule of await okta.api("GET", rules)) {
      const { groups } = rule.conditions.people;
      groups.include = groups.include.map((id: string) => (id === groupIds.get("clerks") ? stranger.id : id));
      await okta.api("PUT", `${rules}/${rule.id}`, rule);
    }
    const { status, lines } = await verified();
    assert.equal(status, 1);
    const text = lines.join("\n");
    assert.match(text, /who is in `clerks` at `desk` \(authorization_code\): orders:read: granted \(60 min\) → denied/);
    assert.match(
      text,
      new RegExp(`in .*\`clerks \\(${stranger.id}\\)\`.* at \`desk\` .*orders:read: denied → granted`),
    );
  });

  it("knows an application that exists already by the id in the settings, and leaves it what is its own", async () => {
    const { clientIds } = await deployed((key) => (key === "desk" ? "The desk of old" : `orders-${key}-try`));
    const desk = `/api/v1/apps/${clientIds.get("desk")}`;
    const missing = (await verified()).lines;
    assert.equal(
      missing.some((line) => line.includes("clients.desk has no application in the org any more")),
      true,
    );
    for (const clients of [
      { desk: { clientId: clientIds.get("desk") } },
      JSON.stringify({ desk: { clientId: clientIds.get("desk") } }),
    ]) {
      settings({ "okta-api-access:clients": clients });
      assert.deepEqual(await verified(), RIGHT);
    }
    const [assigned] = await okta.api("GET", `${desk}/groups`);
    await okta.api("DELETE", `${desk}/groups/${assigned.id}`);
    assert.deepEqual(await verified(), RIGHT, "who is assigned is the org's decision");
    await app("orders-desk-try", "browser");
    assert.deepEqual(await verified(), RIGHT, "its label is not the stack's");
    await okta.api("POST", `${desk}/lifecycle/deactivate`);
    assert.equal((await verified()).lines.includes("  clients.desk is inactive: nobody signs in"), true);
    await okta.api("DELETE", desk);
    const gone = (await verified()).lines;
    assert.equal(
      gone.includes("  clients.desk has no application in the org: the settings name one that is gone"),
      true,
    );
  });

  it("leaves what others have on a server that is shared, and sees what is its own", async () => {
    plan = {
      ...plan,
      policies: plan.policies.map((policy) => ({ ...policy, name: uniqueName("policy", naming, policy.name) })),
    };
    const { serverId } = await deployed();
    settings({
      "okta-api-access:authorizationServer": { id: serverId, issuer: `${okta.url}/oauth2/${serverId}` },
      "okta-api-access:policyPriorities": { from: 100, to: 109 },
    });
    const server = `/api/v1/authorizationServers/${serverId}`;
    const other = await app("returns-counter");
    const theirs = await okta.api("POST", `${server}/policies`, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: "returns-counter-try",
      description: "theirs",
      priority: 1,
      status: "ACTIVE",
      conditions: { clients: { include: [other.id] } },
    });
    const rule = {
      ...ruleBody("theirs", { priority: 1, groups: [], scopes: ["orders:read"], grants: ["client_credentials"] }),
    };
    await okta.api("POST", `${server}/policies/${theirs.id}/rules`, rule);
    await okta.api("POST", `${server}/claims`, {
      name: "returns",
      claimType: "RESOURCE",
      valueType: "EXPRESSION",
      value: '"yes"',
      conditions: { scopes: ["orders:read"] },
      status: "ACTIVE",
    });
    assert.deepEqual(await verified(), RIGHT);
    // A policy of theirs that names a client of the file comes before its own.
    theirs.conditions.clients.include.push(
      (await policyNamed(serverId, "orders-sync-try")).conditions.clients.include[0],
    );
    await okta.api("PUT", `${server}/policies/${theirs.id}`, theirs);
    const wide = await okta.api("GET", `${server}/policies/${theirs.id}/rules`);
    wide[0].conditions.scopes.include = ["orders:read", "stock:read"];
    await okta.api("PUT", `${server}/policies/${theirs.id}/rules/${wide[0].id}`, wide[0]);
    const { status, lines } = await verified();
    assert.equal(status, 1);
    assert.equal(lines.includes("  at `sync` (client_credentials): stock:read: denied → granted (60 min)"), true);
    await okta.api("DELETE", `${server}/policies/${(await policyNamed(serverId, "orders-desk-try")).id}`);
    assert.equal((await verified()).lines.includes("  policy `orders-desk-try` is gone or inactive"), true);
  });

  it("compares under the keys before, until the up that renames has run, and says so", async () => {
    await deployed();
    const file = orders();
    const { desk, sync } = file.clients;
    file.clients = { desk: desk!, night: { ...sync!, was: "sync" } };
    const { clerks, ...others } = file.groups;
    file.groups = { tellers: { ...clerks!, name: "clerks", was: "clerks" }, ...others };
    writeFileSync(join(folder, "access.ts"), `export default ${JSON.stringify(file)};\n`);
    const still = (kind: string, key: string, was: string) =>
      `  ${kind}.${key} is \`${was}\` in the org still, under which the rest is told: the \`up\` that renames it has not run`;
    const renamed = [still("clients", "night", "sync"), still("groups", "tellers", "clerks")];
    const { status, lines } = await verified("--fix-hint");
    assert.deepEqual([status, lines.slice(0, 3)], [1, ["otherwise than the file says:", ...renamed]]);
    assert.deepEqual(lines.slice(3), [
      "to put it right:",
      ...renamed.map((line) => line.replace("  ", "  pulumi up: ")),
    ]);
    // What is wrong besides is told as well.
    file.clients.night!.scopes = ["orders:read", "stock:read"];
    writeFileSync(join(folder, "access2.ts"), `export default ${JSON.stringify(file)};\n`);
    const more = await runCli("verify", "--org-url", okta.url, "--model", join(folder, "access2.ts"), "--stack", "try");
    assert.equal(more.status, 1);
    assert.match(more.out, /at `sync` \(client_credentials\): stock:read: granted \(60 min\) → denied/);
    assert.doesNotMatch(more.out, /has no application/);
  });

  it("finds nothing once it has run, with `was` or without", async () => {
    const file = orders();
    file.clients.sync!.was = "nightly";
    file.groups.clerks!.was = "counter";
    writeFileSync(join(folder, "access.ts"), `export default ${JSON.stringify(file)};\n`);
    await deployed();
    assert.deepEqual(await verified(), RIGHT);
  });

  it("asks for the server where the settings name a stack alone", async () => {
    const { serverId } = await deployed();
    settings({ "okta-api-access:authorizationServer": { stack: "acme/orders/prod" } });
    const model = join(folder, "access.ts");
    const asked = await runCli("verify", "--org-url", okta.url, "--model", model, "--stack", "try");
    assert.deepEqual(asked, {
      status: 2,
      out: "",
      err: "the server is that of the stack `acme/orders/prod`: give its id or name with `--server`",
    });
    assert.deepEqual(await verified("--server", serverId), RIGHT);
  });

  it("asks for an id where two servers have one name", async () => {
    const { serverId } = await deployed();
    const other = await okta.api("POST", "/api/v1/authorizationServers", { name: "x", audiences: ["api://x"] });
    // The local Okta refuses what the real one may take.
    okta.org.servers.get(other.id)!.name = "orders-try";
    const { status, err } = await runCli(
      "verify",
      "--org-url",
      okta.url,
      "--model",
      join(folder, "access.ts"),
      "--stack",
      "try",
    );
    assert.deepEqual(
      [status, err],
      [
        2,
        `2 authorization servers of the org are named \`orders-try\`: give the id of one (\`${serverId}\`, \`${other.id}\`)`,
      ],
    );
    assert.deepEqual(await verified("--server", serverId), RIGHT);
  });

  const naming = { product: "orders", stack: "try", carryStack: true };

  it("names a second claim of one name, which Okta takes", () => {
    const claim = (id: string, status = "ACTIVE") => ({
      id,
      name: "teams",
      claimType: "RESOURCE",
      valueType: "GROUPS",
      groupFilterType: "STARTS_WITH",
      value: "team-",
      scopes: ["orders:read"],
      status,
    });
    const snapshot = readSnapshot(
      {
        format: SNAPSHOT_FORMAT,
        source: "a test",
        server: { id: "aus1", name: "orders", audiences: ["api://orders"], status: "ACTIVE" },
        scopes: [],
        claims: [claim("ocl1"), claim("ocl2"), claim("ocl3", "INACTIVE")],
        policies: [],
        apps: [],
        groups: [],
      },
      "a test",
    );
    const drift = driftOf(snapshot, {
      plan,
      names: { clients: new Map(), groups: new Map() },
      apps: clientApps(snapshot, [], { plan }),
    });
    assert.deepEqual(
      drift.filter(({ where }) => where === "claims.teams").map(({ rule, effect, message }) => [rule, effect, message]),
      [
        [
          "claim-twin",
          "widened",
          "stands a second time on the server, as `ocl2` for the access token: delete the one that is not the stack's",
        ],
        [
          "claim-twin",
          "changed",
          "stands a second time on the server, as `ocl3` for the access token: delete the one that is not the stack's",
        ],
      ],
    );
  });
});
