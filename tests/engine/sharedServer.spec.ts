/** One authorization server for several stacks: a second team on it, a second region behind it, an org that is not empty. */
import assert from "node:assert/strict";
import { EXAMPLES } from "../support/products";
import { SharedOrg, type Checkout } from "./support/sharedOrg";
import { personToken, statusOf } from "./support/tokens";

const STOREFRONT = EXAMPLES["two-products-one-org/storefront"]!;
const RETURNS = EXAMPLES["two-products-one-org/returns"]!;
const REGIONS = EXAMPLES["two-regions"]!;

interface Policy {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
}

const SERVER = "okta-api-access:authorizationServer";
const PRIORITIES = "okta-api-access:policyPriorities";
const CLIENTS = "okta-api-access:clients";
const desk = (path: string) => ({ redirectUris: [`http://localhost:3000/${path}`] });

describe("two teams on one authorization server", function () {
  this.timeout(300_000);

  let org: SharedOrg;
  let storefront: Checkout;
  let returns: Checkout;
  let server: string;
  let appId: string;

  before(async () => {
    org = await SharedOrg.start("shared-server", STOREFRONT);
    storefront = await org.checkout(STOREFRONT, {
      settings: { [PRIORITIES]: { from: 1, to: 99 }, [CLIENTS]: { desk: desk("orders") } },
    });
    await storefront.up();
    server = String((await storefront.outputs())["issuer"])
      .split("/")
      .at(-1)!;
    const app = await org.okta<{ id: string }>("/api/v1/apps", "POST", {
      name: "oidc_client",
      label: "Warehouse",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "none", pkce_required: true } },
      settings: {
        oauthClient: {
          application_type: "native",
          grant_types: ["authorization_code"],
          response_types: ["code"],
          redirect_uris: ["com.example.warehouse:/callback"],
        },
      },
    });
    appId = app.id;
  });
  after(() => org.close());

  const policies = () => org.okta<Policy[]>(`/api/v1/authorizationServers/${server}/policies`);

  /** All that the first team has on the server, and its applications, but for where its policies stand. */
  async function ofStorefront(): Promise<unknown> {
    const own = (await policies()).filter(({ name }) => name.startsWith("storefront-"));
    const rules = await Promise.all(
      own.map(({ id }) => org.okta(`/api/v1/authorizationServers/${server}/policies/${id}/rules`)),
    );
    const scopes = await org.okta<{ name: string }[]>(`/api/v1/authorizationServers/${server}/scopes`);
    const apps = await org.okta<{ label: string }[]>("/api/v1/apps");
    return {
      server: { ...(await org.okta<object>(`/api/v1/authorizationServers/${server}`)), lastUpdated: undefined },
      policies: own,
      rules,
      scopes: scopes.filter(({ name }) => name.startsWith("orders:")),
      apps: apps.filter(({ label }) => label.startsWith("storefront-")),
    };
  }

  const settings = (changes: object = {}) => ({
    [SERVER]: { stack: "organization/storefront/local" },
    [PRIORITIES]: { from: 100, to: 199 },
    "okta-api-access:trustedOrigins": "leave",
    [CLIENTS]: { desk: desk("returns"), "warehouse-app": { clientId: appId } },
    ...changes,
  });

  it("add what is theirs, and touch nothing of the other's", async () => {
    const before = await ofStorefront();
    returns = await org.checkout(RETURNS, { settings: settings() });
    await returns.up();
    assert.deepEqual(await ofStorefront(), before);
    assert.deepEqual(
      (await policies()).map(({ name, priority }) => `${priority} ${name}`),
      ["1 storefront-desk", "2 returns-desk", "3 returns-warehouse-app"],
    );
    assert.equal((await returns.outputs())["issuer"], (await storefront.outputs())["issuer"]);
  });

  it("plan to change nothing, whatever the other does, after a refresh as well", async () => {
    assert.deepEqual([await storefront.changes(), await returns.changes()], [[], []]);
    await returns.succeed("refresh", "--yes", "--skip-preview");
    await storefront.edit(
      "access.ts",
      'desk: { type: "spa", scopes: "all" },',
      'desk: { type: "spa", scopes: "all" },\n    till: { type: "spa", scopes: ["orders:read"] },',
    );
    await storefront.set({ [CLIENTS]: { desk: desk("orders"), till: desk("till") } });
    await storefront.up();
    assert.deepEqual([await storefront.changes(), await returns.changes()], [[], []]);
  });

  it("leave an application alone that exists: it is named in a policy, and nothing of it changes", async () => {
    const { clientIds } = (await returns.outputs()) as { clientIds: Record<string, string> };
    assert.equal(clientIds["warehouse-app"], appId);
    const app = await org.okta<{ label: string; lastUpdated: string; created: string }>(`/api/v1/apps/${appId}`);
    assert.deepEqual([app.label, app.lastUpdated], ["Warehouse", app.created]);
  });

  it("are told in the preview of an application that does not fit, and of one that is not there", async () => {
    const service = await org.checkout(RETURNS, { name: "misfit", project: "misfit", settings: settings() });
    await service.edit(
      "access.ts",
      '{ type: "native", scopes',
      '{ type: "native", grants: ["authorization_code", "device_code"], scopes',
    );
    assert.match(
      await service.refusal(),
      new RegExp(
        `^\`clients.warehouse-app\` names the application \`${appId}\`, which lacks the grant \`urn:ietf:params:oauth:grant-type:device_code\`: allow it there, or leave it out of the access file$`,
        "m",
      ),
    );
    await service.set({ [CLIENTS]: { desk: desk("x"), "warehouse-app": { clientId: "0oa1nobody1nobody1no" } } });
    assert.match(await service.refusal(), /names the application `0oa1nobody1nobody1no`, which the org does not have/);
  });

  it("are told in the preview of every name that somebody else has", async () => {
    const third = await org.checkout(RETURNS, { name: "third", project: "third", settings: settings() });
    await third.edit("access.ts", "clerks: { scopes", "clerks: { managed: true, scopes");
    await third.set({ "okta-api-access:trustedOrigins": "create" });
    const said = await third.refusal();
    for (const taken of [
      "the authorization server has a scope `returns:read` already (`scp",
      "the authorization server has an access policy `returns-desk` already (`00p",
      "the org has an application `returns-desk` already (`0oa",
      "the org has a group `clerks` already (`00g",
      "the org has a sign-on policy `returns-desk` already (`rst",
      "the org has the trusted origin `http://localhost:3000` already (`tos",
    ]) {
      assert.ok(said.includes(taken), `nothing says that ${taken}:\n${said}`);
    }
  });

  it("go one by one: the other stays as it is", async () => {
    const before = await ofStorefront();
    await returns.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await ofStorefront(), before);
    assert.deepEqual(await storefront.changes(), []);
    assert.equal((await org.okta<{ id: string }>(`/api/v1/apps/${appId}`)).id, appId);
  });

  it("stop at a stack without the outputs, at another audience, and at an issuer that is not the server's", async () => {
    const alone = await org.checkout(RETURNS, { name: "alone", project: "alone", settings: settings() });
    await alone.set({ [SERVER]: { stack: "organization/returns/local" } });
    assert.match(
      await alone.refusal(),
      /^the stack `organization\/returns\/local` \(setting `okta-api-access:authorizationServer`\) lacks the outputs `issuer`, `audience`: run `pulumi up` there first/m,
    );
    await alone.edit("access.ts", 'audience: "api://shop"', 'audience: "api://other"');
    await alone.set({ [SERVER]: { stack: "organization/storefront/local" } });
    assert.match(await alone.refusal(), /is for `api:\/\/shop`, and access\.ts for `api:\/\/other`/);
    await alone.edit("access.ts", 'audience: "api://other"', 'audience: "api://shop"');
    await alone.set({ [SERVER]: { id: server, issuer: `http://localhost:1/oauth2/${server}` } });
    assert.match(
      await alone.refusal(),
      /authorizationServer\.issuer: is no issuer of this org: it must begin with `http:\/\/127\.0\.0\.1:\d+`/,
    );
  });
});

describe("two regions behind one issuer", function () {
  this.timeout(300_000);

  let org: SharedOrg;
  let eu: Checkout;
  let us: Checkout;

  before(async () => {
    org = await SharedOrg.start("two-regions", REGIONS);
    eu = await org.checkout(REGIONS, { name: "eu", stack: "eu" });
    await eu.up();
    us = await org.checkout(REGIONS, {
      name: "us",
      stack: "us",
      settings: {
        [SERVER]: { stack: "organization/two-regions/eu" },
        "okta-api-access:namesCarryStack": true,
        [CLIENTS]: undefined,
        "okta:apiToken": undefined,
      },
    });
  });
  after(() => org.close());

  const url = async (stack: Checkout) => ((await stack.outputs())["apiUrls"] as Record<string, string>)["bookings"]!;

  it("the second has the AWS part alone, without a credential for Okta", async () => {
    const types = (await us.changes()).map((change) => change.split("::")[2]!.split("$").at(-1)!);
    assert.deepEqual(
      types.filter((type) => type.startsWith("okta:") || type.includes("providers:okta")),
      [],
    );
    await us.up();
    assert.deepEqual(await us.changes(), []);
    const { issuer, clientIds } = await us.outputs();
    assert.deepEqual(
      { issuer, clientIds },
      { issuer: (await eu.outputs())["issuer"], clientIds: (await eu.outputs())["clientIds"] },
    );
  });

  it("a token of the one issuer opens the same routes in both, and none opens neither", async () => {
    const token = await personToken(eu, "desk", "hana", "openid bookings:read");
    for (const stack of [eu, us]) {
      const base = await url(stack);
      assert.equal(await statusOf(`${base}/bookings`, token), 200, stack.stack);
      assert.equal(await statusOf(`${base}/bookings/1`, token, "DELETE"), 403, stack.stack);
      assert.equal(await statusOf(`${base}/bookings`), 401, stack.stack);
    }
  });

  it("goes alone: the first stays as it is", async () => {
    await us.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await eu.changes(), []);
  });
});
