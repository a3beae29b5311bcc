/** The steps of docs/day-2.md, one after the other, with the real engine on the local cloud: what each plans, and who loses what. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { SignInRefused } from "../../local/check/signIn";
import type { ServiceKey } from "../../local/serviceKeys";
import { EXAMPLES } from "../support/products";
import { SharedOrg, type Checkout } from "./support/sharedOrg";
import { personToken, serviceToken, statusOf } from "./support/tokens";

const CLIENTS = "okta-api-access:clients";
const DESK = { redirectUris: ["http://localhost:3000/callback"] };

function newKey(kid: string): ServiceKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { n, e } = privateKey.export({ format: "jwk" });
  return {
    privateJwk: { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" },
    publicJwk: { kty: "RSA", kid, n: n!, e: e! },
  };
}

describe("day 2", function () {
  this.timeout(300_000);

  let org: SharedOrg;
  let stack: Checkout;
  const keys = { old: newKey("2026"), new: newKey("2027") };

  before(async () => {
    org = await SharedOrg.start("day-two", EXAMPLES["orders"]!);
    stack = await org.checkout(EXAMPLES["orders"]!, {
      settings: { [CLIENTS]: { desk: DESK, sync: { jwks: [keys.old.publicJwk] } } },
    });
    await stack.edit(
      "access.ts",
      'desk: { type: "spa", scopes: "all" },',
      'desk: { type: "spa", scopes: "all" },\n    sync: { type: "service", scopes: ["orders:read"] },',
    );
    await stack.up();
  });
  after(() => org.close());

  const url = async (api = "orders") => ((await stack.outputs())["apiUrls"] as Record<string, string>)[api]!;
  /** `create okta:auth/serverScope:ServerScope orders-orders:read`, sorted. */
  const planned = async () =>
    (await stack.changes())
      .map((change) => {
        const [, op = "", urn = ""] = /^(\S+) (.*)$/.exec(change)!;
        const parts = urn.split("::");
        return `${op} ${parts[2]!.split("$").at(-1)!} ${parts.slice(3).join("::")}`;
      })
      .sort();
  const named = async (name: string) => {
    const found = await org.okta<{ id: string; profile: { name: string } }[]>(`/api/v1/groups?q=${name}`);
    return found.find(({ profile }) => profile.name === name)!;
  };

  it("a group that is renamed in Okta keeps its members' access; the file follows, and nothing changes", async () => {
    const { id } = await named("clerks");
    await org.okta(`/api/v1/groups/${id}`, "PUT", { profile: { name: "shop-clerks" } });
    assert.match(await stack.refusal(), /there is no group named `clerks` in Okta, which `groups\.clerks` asks for/);
    await stack.edit("access.ts", "clerks: { scopes", 'clerks: { name: "shop-clerks", scopes');
    assert.deepEqual(await planned(), []);
  });

  it("a scope is renamed in two steps, so that tokens and callers change over meanwhile", async () => {
    const before = await personToken(stack, "desk", "in-packers", "openid orders:update");
    const text = await readFile(stack.fileAt("access.ts"), "utf8");
    const both = text
      .replace(
        '"orders:update": { description: "Pack an order and send it" },',
        '"orders:update": { description: "Pack an order and send it" },\n    "orders:write": { description: "Pack an order and send it" },',
      )
      .replace(
        'packers: { scopes: ["orders:read", "orders:update"] }',
        'packers: { scopes: ["orders:read", "orders:update", "orders:write"] }',
      )
      .replace('{ scopes: ["orders:update"], handler', '{ scopes: ["orders:update", "orders:write"], handler');
    await writeFile(stack.fileAt("access.ts"), both);
    const first = await planned();
    assert.deepEqual(
      first.filter((change) => /^(delete|replace)/.test(change)),
      [],
    );
    assert.ok(first.includes("create okta:auth/serverScope:ServerScope orders-orders:write"), first.join("\n"));
    await stack.up();
    assert.notEqual(await statusOf(`${await url()}/orders/1`, before, "PATCH"), 403);
    const after = both
      .replace('    "orders:update": { description: "Pack an order and send it" },\n', "")
      .replace('"orders:update", "orders:write"] }', '"orders:write"] }')
      .replace('{ scopes: ["orders:update", "orders:write"], handler', '{ scopes: ["orders:write"], handler');
    await writeFile(stack.fileAt("access.ts"), after);
    const second = await planned();
    assert.ok(second.includes("delete okta:auth/serverScope:ServerScope orders-orders:update"), second.join("\n"));
    assert.deepEqual(
      second.filter((change) => change.includes("replace")),
      [],
    );
    await stack.up();
    assert.equal(await statusOf(`${await url()}/orders/1`, before, "PATCH"), 403);
  });

  it("a scope that is in use is not taken out by accident", async () => {
    const text = await readFile(stack.fileAt("access.ts"), "utf8");
    await stack.edit("access.ts", '    "orders:write": { description: "Pack an order and send it" },\n', "");
    assert.match(await stack.refusal(), /scope `orders:write` is not defined/);
    await writeFile(stack.fileAt("access.ts"), text);
  });

  it("a client that is renamed keeps its client id where the file says what it was; else the preview says what goes", async () => {
    const { clientIds } = (await stack.outputs()) as { clientIds: Record<string, string> };
    await stack.edit("access.ts", 'desk: { type: "spa"', 'counter: { type: "spa"');
    await stack.set({ [CLIENTS]: { counter: DESK, sync: { jwks: [keys.old.publicJwk] } } });
    const blunt = await planned();
    assert.ok(blunt.includes("create okta:app/oAuth:OAuth counter-app"), blunt.join("\n"));
    assert.ok(blunt.includes("delete okta:app/oAuth:OAuth desk-app"), blunt.join("\n"));
    const { stdout } = await stack.succeed("preview");
    assert.match(stdout, /the client `desk` goes with this update: its client id and secret are refused/);
    assert.match(stdout, /if it is `clients\.counter` now, write `was: "desk"` there, and it stays/);
    await stack.edit("access.ts", 'counter: { type: "spa"', 'counter: { was: "desk", type: "spa"');
    assert.doesNotMatch((await stack.succeed("preview")).stdout, /goes with this update/);
    assert.deepEqual(await planned(), [
      "update okta:app/oAuth:OAuth counter-app",
      "update okta:auth/serverPolicy:ServerPolicy orders-counter",
      "update okta:index/appSignonPolicy:AppSignonPolicy counter-sign-on-policy",
    ]);
    await stack.up();
    assert.deepEqual(await planned(), []);
    const now = (await stack.outputs()) as { clientIds: Record<string, string> };
    assert.equal(now.clientIds["counter"], clientIds["desk"]);
    await personToken(stack, "counter", "in-clerks", "openid orders:read");
  });

  it("a group with another key stays assigned where the file says what it was; else the update stops before it begins", async () => {
    await stack.edit("access.ts", 'clerks: { name: "shop-clerks"', 'till: { name: "shop-clerks"');
    const refusal = await stack.refusal();
    assert.match(refusal, /groups\.till: is the Okta group that `groups\.clerks` was/);
    assert.match(refusal, /write `was: "clerks"` here, and everything stays/);
    await stack.edit("access.ts", 'till: { name: "shop-clerks"', 'till: { was: "clerks", name: "shop-clerks"');
    // The client gets another key in the same update.
    await stack.edit("access.ts", 'counter: { was: "desk", ', 'till: { was: "counter", ');
    await stack.set({ [CLIENTS]: { till: DESK, sync: { jwks: [keys.old.publicJwk] } } });
    assert.deepEqual(await planned(), [
      "update okta:app/oAuth:OAuth till-app",
      "update okta:auth/serverPolicy:ServerPolicy orders-till",
      "update okta:auth/serverPolicyRule:ServerPolicyRule orders-till: packers+till 30 min",
      "update okta:auth/serverPolicyRule:ServerPolicyRule orders-till: till 30 min",
      "update okta:auth/serverPolicyRule:ServerPolicyRule orders-till: till 60 min",
      "update okta:group/group:Group orders-packers+till",
      "update okta:group/rule:Rule orders-packers+till",
      "update okta:index/appSignonPolicy:AppSignonPolicy till-sign-on-policy",
    ]);
    await stack.up();
    await personToken(stack, "till", "in-clerks", "openid orders:read");
    await stack.edit("access.ts", 'till: { was: "clerks", ', "till: { ");
    await stack.edit("access.ts", 'till: { was: "counter", ', 'counter: { was: "till", ');
    await stack.set({ [CLIENTS]: { counter: DESK, sync: { jwks: [keys.old.publicJwk] } } });
    await stack.up();
    await stack.edit("access.ts", 'counter: { was: "till", ', "counter: { ");
    assert.deepEqual(await planned(), []);
    await personToken(stack, "counter", "in-clerks", "openid orders:read");
  });

  /** Of everything in the state. */
  async function urns(): Promise<string[]> {
    const { stdout } = await stack.succeed("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
    return deployment.resources.map(({ urn }) => urn);
  }

  it("a service's key is rotated without a refusal: old, both, new", async () => {
    const ask = (key: ServiceKey) => serviceToken(stack, "sync", key, "orders:read");
    await ask(keys.old);
    await assert.rejects(ask(keys.new), SignInRefused);
    await stack.set({ [CLIENTS]: { counter: DESK, sync: { jwks: [keys.old.publicJwk, keys.new.publicJwk] } } });
    assert.deepEqual(await planned(), ["update okta:app/oAuth:OAuth sync-app"]);
    await stack.up();
    await Promise.all([ask(keys.old), ask(keys.new)]);
    await stack.set({ [CLIENTS]: { counter: DESK, sync: { jwks: [keys.new.publicJwk] } } });
    await stack.up();
    await ask(keys.new);
    await assert.rejects(ask(keys.old), SignInRefused);
  });

  it("an API moves to another profile beside itself: both answer until the old one goes", async () => {
    const token = await personToken(stack, "counter", "in-clerks", "openid orders:read");
    const old = await url();
    const text = await readFile(stack.fileAt("access.ts"), "utf8");
    const api = text.slice(text.indexOf("    orders: {\n      routes"), text.lastIndexOf("  },\n});"));
    const moved = api.replace("    orders: {\n", '    "orders-rest": {\n      profile: "rest",\n');
    await writeFile(stack.fileAt("access.ts"), text.replace(api, `${api}${moved}`));
    const first = await planned();
    assert.deepEqual(
      first.filter((change) => !change.startsWith("create aws:") && !change.startsWith("create okta-api-access:")),
      [],
    );
    await stack.up();
    assert.deepEqual(
      [await statusOf(`${old}/orders`, token), await statusOf(`${await url("orders-rest")}/orders`, token)],
      [200, 200],
    );
    await writeFile(stack.fileAt("access.ts"), text.replace(api, moved));
    const second = await planned();
    assert.deepEqual(
      second.filter((change) => !change.startsWith("delete aws:") && !change.startsWith("delete okta-api-access:")),
      [],
    );
    await stack.up();
    assert.equal(await statusOf(`${await url("orders-rest")}/orders`, token), 200);
    assert.notEqual(await statusOf(`${old}/orders`, token), 200);
  });

  it("an update that failed in the middle is gone on with by the next one", async () => {
    await stack.edit("access.ts", 'scopes: ["orders:read"] }', 'scopes: ["orders:read", "orders:create"] }');
    await org.okta("/__faults", "POST", { path: "/api/v1/authorizationServers/", status: 500 });
    const failed = await stack.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(failed.status, 0);
    await org.okta("/__faults", "DELETE");
    assert.notDeepEqual(await planned(), []);
    await stack.up();
    assert.deepEqual(await planned(), []);
  });

  it("a state that is lost comes back from its copy, and everything is as it was", async () => {
    const { stdout } = await stack.succeed("stack", "export");
    const copy = stack.fileAt("copy.json");
    await writeFile(copy, stdout);
    await stack.succeed("stack", "rm", "--force", "--yes", "--preserve-config");
    await stack.succeed("stack", "init");
    const lost = await stack.refusal();
    assert.match(lost, /the org has an authorization server `orders` already/);
    await stack.succeed("stack", "import", "--file", copy);
    assert.deepEqual(await planned(), []);
    await stack.succeed("refresh", "--yes", "--skip-preview");
    assert.deepEqual(await planned(), []);
  });

  it("an `up` calls Okta three times at most for each resource that it makes, and hardly at all where nothing changes", async () => {
    const apiCalls = async (since: string) => {
      const all = await org.okta<{ at: string; path: string }[]>("/__requests");
      return all.filter(({ at, path }) => at > since && path.startsWith("/api/")).length;
    };
    await stack.succeed("destroy", "--yes", "--skip-preview");
    const begun = new Date().toISOString();
    await stack.up();
    const types = (await urns()).map((urn) => urn.split("::")[2]!.split("$").at(-1)!);
    const resources = types.filter((type) => type.startsWith("okta:")).length;
    const made = await apiCalls(begun);
    assert.ok(made >= resources && made <= 3 * resources, `${made} calls for ${resources} resources`);
    const again = new Date().toISOString();
    await stack.up();
    // One look-up of each group that is not made here.
    assert.equal(await apiCalls(again), 3);
  });
});
