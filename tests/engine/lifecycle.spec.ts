/** The life of a stack on the real engine: preview, up, change, interruption, drift, destroy. */
import assert from "node:assert/strict";
import { nameOf, Stand, typeOf } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

interface OktaRule {
  readonly id: string;
  readonly name: string;
  readonly conditions: { readonly scopes: { include: string[] } };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

describe("a stack on the real engine", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(CONSOLE, "lifecycle");
  });

  after(() => stand.close());

  /** Those of the stack: an org has a server `default` from the start. */
  const servers = async () =>
    (await stand.okta<Named[]>("/api/v1/authorizationServers")).filter(({ name }) => name !== "default");

  async function rules(): Promise<(OktaRule & { path: string })[]> {
    const [server] = await servers();
    const policies = await stand.okta<Named[]>(`/api/v1/authorizationServers/${server!.id}/policies`);
    const all = await Promise.all(
      policies.map(async ({ id }) => {
        const base = `/api/v1/authorizationServers/${server!.id}/policies/${id}/rules`;
        return (await stand.okta<OktaRule[]>(base)).map((rule) => ({ ...rule, path: `${base}/${rule.id}` }));
      }),
    );
    return all.flat();
  }

  it("previews what it would create and creates nothing", async () => {
    const steps = await stand.plannedChanges();
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    assert.ok(steps.some(({ urn }) => typeOf(urn) === "okta:auth/serverPolicyRule:ServerPolicyRule"));
    assert.deepEqual(await servers(), []);
  });

  it("creates everything with up, and its outputs are those of the custom authorization server", async () => {
    await stand.succeed("up", "--yes", "--skip-preview");
    const [server] = await servers();
    const outputs = await stand.outputs();
    const issuer = `${stand.cloud.okta.url}/oauth2/${server!.id}`;
    assert.deepEqual(
      {
        issuer: outputs["issuer"],
        discoveryUrl: outputs["discoveryUrl"],
        authorizeUrl: outputs["authorizeUrl"],
        tokenUrl: outputs["tokenUrl"],
        jwksUrl: outputs["jwksUrl"],
        audience: outputs["audience"],
      },
      {
        issuer,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        authorizeUrl: `${issuer}/v1/authorize`,
        tokenUrl: `${issuer}/v1/token`,
        jwksUrl: `${issuer}/v1/keys`,
        audience: "api://admin",
      },
    );
    assert.deepEqual(Object.keys(outputs["apiUrls"] as object), ["admin", "recovery", "registration"]);
    assert.equal((await fetch(`${(outputs["apiUrls"] as Record<string, string>)["admin"]}/health`)).status, 200);
    assert.equal((await fetch(`${(outputs["apiUrls"] as Record<string, string>)["admin"]}/users`)).status, 401);
  });

  it("keeps no secret in its outputs or in the clear in its state", async () => {
    const { stdout } = await stand.succeed("stack", "export");
    assert.equal(stdout.includes(stand.cloud.okta.apiToken), false);
    const secrets = [...stdout.matchAll(/"clientSecret": "([^"]*)"/g)].map(([, value]) => value);
    assert.deepEqual(
      secrets.filter((value) => value !== ""),
      [],
    );
  });

  it("changes nothing when up runs again", async () => {
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("updates one rule in place when a service client is given one scope more", async () => {
    const scopes = '"nightly-sync": { type: "service", scopes: ["users:read", "reports:read"';
    await stand.edit("access.ts", scopes, `${scopes}, "factors:verify"`);
    const steps = await stand.plannedChanges();
    assert.deepEqual(
      steps.map(({ op, urn, diffReasons }) => [op, typeOf(urn), nameOf(urn), diffReasons]),
      [
        [
          "update",
          "okta:auth/serverPolicyRule:ServerPolicyRule",
          "admin-nightly-sync: client_credentials 60 min",
          ["scopeWhitelists"],
        ],
      ],
    );
    await stand.succeed("up", "--yes", "--skip-preview");
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("replaces nothing when a group is given a scope that others hold, though groups and rules come and go", async () => {
    await stand.restore("access.ts");
    await stand.edit(
      "access.ts",
      'auditors: { scopes: ["reports:read"',
      'auditors: { scopes: ["reports:read", "users:read"',
    );
    const steps = await stand.plannedChanges();
    assert.deepEqual(
      steps.filter(({ op }) => op.includes("replace")).map(({ urn }) => nameOf(urn)),
      [],
    );
    assert.equal(
      steps.some(({ urn }) => typeOf(urn).startsWith("aws:")),
      false,
    );
    await stand.succeed("up", "--yes", "--skip-preview");
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stand.restore("access.ts");
    await stand.succeed("up", "--yes", "--skip-preview");
  });

  it("repairs with the next up what an interrupted up left half done", async () => {
    const addition = `"late-reports": { scopes: ["reports:read", "users:read"], managed: true },\n    customers:`;
    await stand.edit("access.ts", "customers:", addition);
    await stand.edit(
      "access.ts",
      '"nightly-sync": {',
      '"late-sync": { type: "web", scopes: ["reports:read", "users:read"] },\n    "nightly-sync": {',
    );
    await stand.edit(
      "Pulumi.local.yaml",
      "audit-portal:",
      "late-sync:\n      redirectUris:\n        - http://127.0.0.1:8484/callback\n    audit-portal:",
    );
    const planned = await stand.plannedChanges();
    const creations = planned.filter(({ op }) => op === "create").length;
    assert.ok(creations >= 3, `only ${creations} resources would be created`);
    const interruption = new AbortController();
    const interrupted = await stand.pulumi(["up", "--yes", "--skip-preview"], {
      signal: interruption.signal,
      onOutput: (text) => / created/.test(text) && interruption.abort(),
    });
    assert.notEqual(interrupted.status, 0);
    const left = await stand.plannedChanges();
    assert.ok(left.length > 0 && left.length < planned.length, `${left.length} of ${planned.length} changes are left`);
    await stand.succeed("up", "--yes", "--skip-preview");
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stand.succeed("refresh", "--yes", "--expect-no-changes");
  });

  it("notices by refresh a rule that was changed by hand, and up puts it right", async () => {
    const rule = (await rules()).find(({ conditions }) => conditions.scopes.include.includes("reports:read"))!;
    const before = rule.conditions.scopes.include;
    const { path, ...body } = rule;
    await stand.okta(path, "PUT", {
      ...body,
      conditions: { ...body.conditions, scopes: { include: [...before, "users:delete"] } },
    });
    const refreshed = await stand.pulumi(["refresh", "--yes", "--expect-no-changes"]);
    assert.notEqual(refreshed.status, 0, "the drift was not noticed");
    const steps = await stand.plannedChanges();
    assert.deepEqual(
      steps.map(({ op, urn, diffReasons }) => [op, typeOf(urn), diffReasons]),
      [["update", "okta:auth/serverPolicyRule:ServerPolicyRule", ["scopeWhitelists"]]],
    );
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual((await stand.okta<OktaRule>(path)).conditions.scopes.include, before);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await stand.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await servers(), []);
    assert.deepEqual(await stand.okta("/api/v1/apps"), []);
    assert.deepEqual(await stand.okta("/api/v1/groups/rules"), []);
    assert.deepEqual(await stand.okta("/api/v1/trustedOrigins"), []);
    const groups = await stand.okta<{ profile: { name: string } }[]>("/api/v1/groups");
    assert.equal(
      groups.some(({ profile }) =>
        ["user-admins", "customers", "late-reports"].some((name) => profile.name.includes(name)),
      ),
      false,
    );
    assert.deepEqual((await stand.aws<{ items: unknown[] }>("/v2/apis")).items, []);
  });
});
