/** `access verify`, against the local Okta: what somebody changes by hand there is seen, each thing in its own words. */
import assert from "node:assert/strict";
import { compile, type Plan } from "../../../model/compile";
import { loadAccess } from "../../../model/file";
import { ruleBody } from "../../support/clickedServer";
import { deployPlan, deploySignOn, orgForPlan, type Deployed, type OrgForPlan } from "../../support/deployPlan";
import { orders } from "../model/orders";
import { Files, runCli } from "../cli/runCli";

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly [member: string]: any;
}

describe("access verify", () => {
  const files = new Files();
  let okta: OrgForPlan;
  let deployed: Deployed;
  let plan: Plan;
  let base: string;
  let model: string;

  beforeEach(async () => {
    okta = await orgForPlan();
    process.env["OKTA_API_TOKEN"] = okta.apiToken;
    const file = orders();
    file.scopes["orders:delete"]!.stepUp = { acr: "phr", maxAge: 300 };
    plan = compile(loadAccess(file));
    const called = (name: string) => `orders-${name}`;
    deployed = await deployPlan(okta, plan, file.product, { app: called, derived: called });
    await deploySignOn(okta, plan, deployed);
    base = `/api/v1/authorizationServers/${deployed.serverId}`;
    model = files.write("orders.json", JSON.stringify(file));
  });

  afterEach(async () => {
    delete process.env["OKTA_API_TOKEN"];
    await okta.close();
  });

  after(() => files.remove());

  async function verified(...more: string[]) {
    const { status, out, err } = await runCli("verify", "--org-url", okta.url, "--model", model, ...more);
    assert.equal(err, "");
    return { status, lines: out.split("\n") };
  }

  const all = (path: string) => okta.api("GET", path) as Promise<Thing[]>;
  const named = async (path: string, name: string) => (await all(path)).find((one) => one.name === name)!;

  /** A rule of the policy of a client. */
  async function ruleOf(client: string, index: number): Promise<{ path: string; rule: Thing }> {
    const policy = await named(`${base}/policies`, client);
    const rules = `${base}/policies/${policy.id}/rules`;
    const rule = (await all(rules))[index]!;
    return { path: `${rules}/${rule.id}`, rule };
  }

  it("says that the org gives what the file says", async () => {
    assert.deepEqual(await verified(), { status: 0, lines: ["the org gives exactly what the file says"] });
    const { out } = await runCli("verify", "--org-url", okta.url, "--model", model, "--json");
    assert.deepEqual(JSON.parse(out), { widened: [], narrowed: [], drift: [], notRead: [] });
  });

  it("sees a rule that was edited by hand, and names who can do more", async () => {
    const { path, rule } = await ruleOf("sync", 0);
    rule["conditions"].scopes.include.push("stock:read");
    await okta.api("PUT", path, rule);
    assert.deepEqual(await verified(), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        "  at `sync` (client_credentials): stock:read: denied → granted (60 min)",
      ],
    });
  });

  it("sees a scope taken out of a rule, and who can do less", async () => {
    const { path, rule } = await ruleOf("desk", 1);
    const { include } = rule["conditions"].scopes;
    assert.deepEqual(include, ["openid", "profile", "email", "stock:read"]);
    rule["conditions"].scopes.include = include.slice(0, 3);
    await okta.api("PUT", path, rule);
    const { status, lines } = await verified();
    assert.equal(status, 1);
    assert.deepEqual(lines.slice(0, 2), [
      "the org gives less than the file says:",
      "  who is in `stockists` at `desk` (authorization_code): stock:read: granted (60 min) → denied",
    ]);
  });

  it("sees a claim whose limit to scopes was removed, which the provider does not notice", async () => {
    const claim = await named(`${base}/claims`, "teams");
    await okta.api("PUT", `${base}/claims/${claim.id}`, { ...claim, conditions: { scopes: [] } });
    assert.deepEqual(await verified("--fix-hint"), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        "  claims.teams is in every token, and should be released only with `orders:read`",
        "to put it right:",
        "  pulumi up --target-replace '**okta:auth/serverClaim:ServerClaim::**teams': a refresh does not see it",
      ],
    });
  });

  it("sees a scope that was published", async () => {
    const scope = await named(`${base}/scopes`, "orders:delete");
    await okta.api("PUT", `${base}/scopes/${scope.id}`, { ...scope, metadataPublish: "ALL_CLIENTS" });
    assert.deepEqual(await verified("--fix-hint"), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        "  scopes.orders:delete is listed in the public discovery document, and should not be",
        "to put it right:",
        "  pulumi refresh --target '**okta:auth/serverScope:ServerScope::**orders:delete' && pulumi up",
      ],
    });
  });

  it("sees a client that was added to a policy", async () => {
    const policy = await named(`${base}/policies`, "sync");
    const body = { ...policy, conditions: { clients: { include: ["ALL_CLIENTS"] } } };
    const stranger = await okta.api("POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "Somebody else",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
      settings: {
        oauthClient: { application_type: "service", grant_types: ["client_credentials"], response_types: ["token"] },
      },
    });
    await okta.api("PUT", `${base}/policies/${policy.id}`, {
      ...body,
      conditions: { clients: { include: [...policy["conditions"].clients.include, stranger.id] } },
    });
    assert.deepEqual(await verified(), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        "  at `Somebody else` (client_credentials): orders:read: denied → granted (60 min)",
      ],
    });
  });

  it("sees a group rule that was paused: its members can ask for less together", async () => {
    const [rule] = await all("/api/v1/groups/rules");
    await okta.api("POST", `/api/v1/groups/rules/${rule!.id}/lifecycle/deactivate`);
    const { status, lines } = await verified();
    assert.equal(status, 1);
    assert.equal(lines[0], "the org gives less than the file says:");
    assert.ok(
      lines.includes(`  derived group \`${rule!.name}\` is not filled: its group rule \`${rule!.name}\` is inactive`),
    );
    assert.ok(lines.some((line) => line.includes("→ denied")));
  });

  it("sees priorities that were moved, and whose tokens live longer or shorter for it", async () => {
    const { path, rule } = await ruleOf("desk", 0);
    await okta.api("PUT", path, { ...rule, priority: 3 });
    const { status, lines } = await verified();
    assert.equal(status, 1);
    assert.ok(lines.some((line) => line.includes(`rule \`${rule.name}\` stands at 3, and should at 1`)));
  });

  it("sees an application that was deleted by hand, at which a refresh would end", async () => {
    const id = deployed.clientIds.get("sync");
    await okta.api("POST", `/api/v1/apps/${id}/lifecycle/deactivate`);
    await okta.api("DELETE", `/api/v1/apps/${id}`);
    const { status, lines } = await verified("--fix-hint");
    assert.equal(status, 1);
    assert.ok(lines.includes("  clients.sync has no application in the org any more"));
    assert.ok(lines.includes("  at `sync` (client_credentials): orders:read: granted (60 min) → denied"));
    assert.ok(lines.some((line) => line.startsWith("  pulumi state delete ")));
  });

  it("sees a constraint that was taken off a sign-on rule, which the provider does not notice", async () => {
    const app = await okta.api("GET", `/api/v1/apps/${deployed.clientIds.get("desk")}`);
    const policy = new URL(app._links.accessPolicy.href).pathname;
    const rule = (await all(`${policy}/rules`)).find(({ name }) => name.includes("phishing-resistant"))!;
    const { constraints: _, ...method } = rule["actions"].appSignOn.verificationMethod;
    await okta.api("PUT", `${policy}/rules/${rule.id}`, {
      ...rule,
      actions: { appSignOn: { ...rule["actions"].appSignOn, verificationMethod: method } },
    });
    assert.deepEqual(await verified(), {
      status: 1,
      lines: [
        "the org gives more than the file says:",
        `  clients.desk.signOn the rule \`${rule.name}\` of the sign-on policy no longer asks for a phishing-resistant factor`,
      ],
    });
  });

  it("sees a rule that somebody added, for everybody and every scope", async () => {
    const policy = await named(`${base}/policies`, "desk");
    await okta.api(
      "POST",
      `${base}/policies/${policy.id}/rules`,
      ruleBody("Temporary", { priority: 1, groups: ["EVERYONE"], scopes: ["*"] }),
    );
    const { status, lines } = await verified();
    assert.equal(status, 1);
    assert.ok(
      lines.includes("  who is in `clerks` at `desk` (authorization_code): orders:delete: denied → granted (60 min)"),
    );
    assert.ok(lines.includes("  policy `desk`, rule `Temporary` is none of the file's"));
  });

  it("says which servers there are where its own is not", async () => {
    const { status, err } = await runCli("verify", "--org-url", okta.url, "--model", model, "--server", "order");
    assert.equal(status, 2);
    assert.equal(
      err,
      "the org has no authorization server `order`; did you mean `orders`? (it has: `default`, `orders`)",
    );
  });

  it("tells the terminal nothing of a token, and says what the credentials lack", async () => {
    process.env["OKTA_API_TOKEN"] = "canary-1234567890";
    const { status, out, err } = await runCli("verify", "--org-url", okta.url, "--model", model);
    assert.equal(status, 2);
    assert.match(
      err,
      /401: Invalid token provided; the credentials need to read authorization servers, apps and groups/,
    );
    assert.equal(`${out}${err}`.includes("canary"), false);
  });
});
